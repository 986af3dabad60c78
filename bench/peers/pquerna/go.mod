module otpp/bench/peers/pquerna

go 1.21

require github.com/pquerna/otp v1.5.0
