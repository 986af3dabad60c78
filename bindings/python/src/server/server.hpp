// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_SERVER_HPP
#define OTPP_PYTHON_SERVER_HPP
// What the calls of a server hold for Python: a C++ call only views its texts.

#include "shared/convert.hpp"
#include "shared/descriptors.hpp"

#include <otpp/server.hpp>

#include <pybind11/pybind11.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace otpp::python {

using namespace server;

// An option that cannot be right, told with its name.
[[noreturn]] inline void refuse_option(char const* name, std::string_view words, reason why)
{
    auto const said = std::string{name} + ": " + std::string{words};
    py::object const raised =
        known->invalid_input(said, known->reasons(static_cast<int>(why)), py::none());
    PyErr_SetObject(known->invalid_input.ptr(), raised.ptr());
    throw py::error_already_set();
}

[[noreturn]] inline void refuse_option(char const* name, reason why)
{
    refuse_option(name, message(why), why);
}

// What a sealed secret belongs to, longer than the call that asks.
struct held_context {
    explicit held_context(seal_context const& from)
        : factor{from.factor}, id{from.id}, kind{from.kind}
    {}

    [[nodiscard]] seal_context view() const noexcept { return {factor, id, kind}; }

    std::string factor;
    secret_id id;
    factor_kind kind;
};

// A new secret's parameters and, once it is sealed, its text in a record.
class held_pending {
public:
    held_pending(std::string factor, pending_secret const& from)
        : factor_{std::move(factor)}, it_{from}
    {}

    [[nodiscard]] seal_context context() const noexcept { return {factor_, it_.id, it_.kind}; }
    [[nodiscard]] std::string_view text() const noexcept { return text_.view(); }

    void seal(sealed_secret const& made)
    {
        auto const sealed = text_of(made);
        auto whole = it_;
        whole.sealed = sealed.view();
        text_ = text_of(whole);
    }

private:
    std::string factor_;
    pending_secret it_;
    field<max_pending_text> text_{};
};

// New recovery codes and their text in a record.
class held_codes {
public:
    [[nodiscard]] bool draw(std::size_t count)
    {
        if (count == 0) return true;
        otpp::detail::wiped<unsigned char[recovery_codes::random_size(max_recovery_codes)]> random;
        std::span const bytes{random.value, recovery_codes::random_size(count)};
        if (!fill_random(bytes)) return false;
        text_ = recovery_codes::make(bytes,
                                     [this](recovery_code const& each) { codes_[size_++] = each; });
        return true;
    }

    [[nodiscard]] std::string_view text() const noexcept { return text_.view(); }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] recovery_code const& operator[](std::size_t i) const noexcept
    {
        return codes_[i];
    }

private:
    field<max_codes_text> text_{};
    std::size_t size_ = 0;
    recovery_code codes_[max_recovery_codes]{};
};

// A call beside what it views: the factor's name, and the text that its order stores.
class held_call {
public:
    template <class Make>
    held_call(std::string factor, py::object kept, Make const& make)
        : factor_{std::move(factor)}, kept_{std::move(kept)}, call_{make(factor_)}
    {}
    held_call(held_call const&) = delete;
    held_call& operator=(held_call const&) = delete;

    [[nodiscard]] otpp::server::call& call() noexcept { return call_; }
    [[nodiscard]] otpp::server::call* operator->() noexcept { return &call_; }

private:
    std::string factor_;
    py::object kept_;
    otpp::server::call call_;
};

template <auto const& names, auto body>
void add_function(py::module_& to, char const* documentation)
{
    interned_names<names> = names.intern();
    auto* const definition = definition_of<&function<names, body>>(names.function, documentation);
    auto const made = py::reinterpret_steal<py::object>(
        PyCFunction_NewEx(definition, nullptr, to.attr("__name__").ptr()));
    if (!made) throw py::error_already_set();
    to.attr(names.function) = made;
}

} // namespace otpp::python

#endif
