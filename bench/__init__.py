"""The benchmarks of OTP++; see README.md."""
