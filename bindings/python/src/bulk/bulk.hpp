// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_BULK_HPP
#define OTPP_PYTHON_BULK_HPP
// KeySet and what otpp.bulk shows.

#include <pybind11/pybind11.h>

namespace otpp::python {

void define_bulk(pybind11::module_& module);

} // namespace otpp::python

#endif
