// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_TESTS_SUPPORT_CATCH_HPP
#define OTPP_TESTS_SUPPORT_CATCH_HPP
// Catch2, whichever major there is: Debian 12 has 2.13, others have 3.

#if __has_include(<catch2/catch_test_macros.hpp>)
#include <catch2/catch_message.hpp>
#include <catch2/catch_test_macros.hpp>
#else
#include <catch2/catch.hpp>
#endif

#endif
