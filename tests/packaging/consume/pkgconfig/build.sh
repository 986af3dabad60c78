#!/bin/sh
# OTP++ is installed; PKG_CONFIG_PATH names its prefix where that is not the system's.
set -e
${CXX:-c++} -std=c++20 $(pkg-config --cflags --libs otpp) main.cpp -o user
