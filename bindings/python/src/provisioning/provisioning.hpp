// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_PROVISIONING_HPP
#define OTPP_PYTHON_PROVISIONING_HPP
// lint, as_read_by, profiles, migrations and Steam's codes for Python.

#include <otpp/account.hpp>

#include <pybind11/pybind11.h>

namespace otpp::python {

void define_provisioning(pybind11::module_& module);

// Account.uri(): the URI for a profile (or null: portable) and a domain (or null: none).
pybind11::object uri_for(otpp::account const& account, PyObject* profile, PyObject* domain);

} // namespace otpp::python

#endif
