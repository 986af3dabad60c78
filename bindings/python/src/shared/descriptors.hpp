// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_DESCRIPTORS_HPP
#define OTPP_PYTHON_DESCRIPTORS_HPP
// Methods and properties of a pybind11 class by CPython's own descriptors: called at a third of the
// cost, and, called wrongly, they name types and arguments but never quote a value.

#include "shared/arguments.hpp"
#include "shared/convert.hpp"

#include <pybind11/pybind11.h>

#include <exception>
#include <type_traits>

namespace otpp::python {

// Runs a call's body, which returns an object or throws, as C code is run.
template <class Body>
PyObject* guarded(Body const& body) noexcept
{
    try {
        return body().release().ptr();
    } catch (py::error_already_set& already) {
        already.restore();
    } catch (std::exception const& other) {
        PyErr_SetString(PyExc_RuntimeError, other.what());
    }
    return nullptr;
}

// Interned when the method is made, for as long as the module.
template <auto const& names>
inline typename std::remove_cvref_t<decltype(names)>::interned interned_names{};

// A method and a function of METH_FASTCALL | METH_KEYWORDS around a body.
template <class T, auto const& names, auto body>
PyObject* method(PyObject* self, PyObject* const* given, Py_ssize_t count, PyObject* keywords)
{
    typename std::remove_cvref_t<decltype(names)>::values arguments;
    if (!names.bind(given, count, keywords, arguments, interned_names<names>)) return nullptr;
    return guarded([&]() -> py::object { return body(self_of<T>(self), arguments); });
}

template <auto const& names, auto body>
PyObject* function(PyObject*, PyObject* const* given, Py_ssize_t count, PyObject* keywords)
{
    typename std::remove_cvref_t<decltype(names)>::values arguments;
    if (!names.bind(given, count, keywords, arguments, interned_names<names>)) return nullptr;
    return guarded([&]() -> py::object { return body(arguments); });
}

template <auto pointer>
PyMethodDef* definition_of(char const* name, char const* documentation)
{
    static PyMethodDef definition{
        name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(pointer)),
        METH_FASTCALL | METH_KEYWORDS, documentation};
    return &definition;
}

template <class T, auto const& names, auto body>
void add_method(py::class_<T>& to, char const* documentation)
{
    interned_names<names> = names.intern();
    auto made = py::reinterpret_steal<py::object>(
        PyDescr_NewMethod(reinterpret_cast<PyTypeObject*>(to.ptr()),
                          definition_of<&method<T, names, body>>(names.function, documentation)));
    if (!made) throw py::error_already_set();
    to.attr(names.function) = made;
}

template <class T, auto body>
PyObject* get(PyObject* self, void*)
{
    return guarded([&]() -> py::object { return body(self_of<T>(self)); });
}

// By CPython's own descriptor: called for an object of another type, pybind11's would quote it.
template <class T, auto body>
void add_property(py::class_<T>& to, char const* name, char const* documentation)
{
    static PyGetSetDef definition{name, &get<T, body>, nullptr, documentation, nullptr};
    auto made = py::reinterpret_steal<py::object>(
        PyDescr_NewGetSet(reinterpret_cast<PyTypeObject*>(to.ptr()), &definition));
    if (!made) throw py::error_already_set();
    to.attr(name) = made;
}

template <auto const& why>
PyObject* refused(PyObject*, PyObject*, PyObject*) noexcept
{
    PyErr_SetString(PyExc_TypeError, why);
    return nullptr;
}

template <auto const& why, class T>
void add_refusal(py::class_<T>& to, char const* name)
{
    auto* const definition = new PyMethodDef{
        // for as long as the type
        name, reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(&refused<why>)),
        METH_VARARGS | METH_KEYWORDS, nullptr};
    auto made = py::reinterpret_steal<py::object>(
        PyDescr_NewMethod(reinterpret_cast<PyTypeObject*>(to.ptr()), definition));
    if (!made) throw py::error_already_set();
    to.attr(name) = made;
}

template <class T, auto const& names, auto body>
void add_static(py::class_<T>& to, char const* documentation)
{
    interned_names<names> = names.intern();
    auto* const definition = definition_of<&function<names, body>>(names.function, documentation);
    auto const made = py::reinterpret_steal<py::object>(PyCFunction_New(definition, nullptr));
    if (!made) throw py::error_already_set();
    to.attr(names.function) = py::staticmethod(made);
}

} // namespace otpp::python

#endif
