// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_BULK_ARROW_HPP
#define OTPP_PYTHON_BULK_ARROW_HPP
// Columns of Apache Arrow, by its PyCapsule interface, without pyarrow and without copies:
// https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html

#include "shared/convert.hpp"

#include <pybind11/pybind11.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace otpp::python {

// The three structures of Arrow's C data interface; the ABI is fixed.
namespace arrow {

struct schema {
    char const* format;
    char const* name;
    char const* metadata;
    std::int64_t flags, n_children;
    schema** children;
    schema* dictionary;
    void (*release)(schema*);
    void* private_data;
};

struct array {
    std::int64_t length, null_count, offset, n_buffers, n_children;
    void const** buffers;
    array** children;
    array* dictionary;
    void (*release)(array*);
    void* private_data;
};

struct stream {
    int (*get_schema)(stream*, schema*);
    int (*get_next)(stream*, array*);
    char const* (*get_last_error)(stream*);
    void (*release)(stream*);
    void* private_data;
};

// Owns a structure and releases it.
template <class T>
struct owned : T {
    owned() : T{} {}
    owned(owned const&) = delete;
    ~owned()
    {
        if (this->release != nullptr) this->release(this);
    }
};

} // namespace arrow

// A column in one or more chunks, and its owner.
class arrow_column {
public:
    arrow_column() = default;

    // Empty if the object is no Arrow column.
    explicit arrow_column(PyObject* object)
    {
        if (py::hasattr(object, "__arrow_c_array__"))
            take_array(py::getattr(object, "__arrow_c_array__")());
        else if (py::hasattr(object, "__arrow_c_stream__"))
            take_stream(py::getattr(object, "__arrow_c_stream__")());
    }

    explicit operator bool() const { return schema_ != nullptr; }
    // The type as a format string of the C data interface; empty for nested and dictionary types.
    [[nodiscard]] std::string_view format() const
    {
        bool const plain = schema_->dictionary == nullptr && schema_->n_children == 0;
        return plain && schema_->format != nullptr ? schema_->format : std::string_view{};
    }
    [[nodiscard]] std::vector<arrow::array const*> const& chunks() const { return chunks_; }

private:
    static constexpr char const* broken = "the Arrow column violates the C data interface";

    template <class T>
    static T* in_capsule(py::handle capsule, char const* name)
    {
        auto* const found = static_cast<T*>(PyCapsule_GetPointer(capsule.ptr(), name));
        if (found == nullptr) throw py::error_already_set();
        if (found->release == nullptr) type_error("the Arrow column was already released");
        return found;
    }

    void take_array(py::object pair)
    {
        if (!PyTuple_Check(pair.ptr()) || PyTuple_GET_SIZE(pair.ptr()) != 2) type_error(broken);
        schema_ = in_capsule<arrow::schema>(PyTuple_GET_ITEM(pair.ptr(), 0), "arrow_schema");
        add(in_capsule<arrow::array>(PyTuple_GET_ITEM(pair.ptr(), 1), "arrow_array"));
        capsules_ = std::move(pair);
    }

    void take_stream(py::object capsule)
    {
        auto* const from = in_capsule<arrow::stream>(capsule, "arrow_array_stream");
        auto const read = [](int failed) {
            if (PyErr_Occurred() != nullptr) throw py::error_already_set();
            if (failed != 0) throw std::runtime_error{"the Arrow stream failed"};
        };
        own_schema_ = std::make_unique<arrow::owned<arrow::schema>>();
        read(from->get_schema(from, own_schema_.get()));
        for (;;) {
            auto next = std::make_unique<arrow::owned<arrow::array>>();
            read(from->get_next(from, next.get()));
            if (next->release == nullptr) break;
            add(next.get());
            own_chunks_.push_back(std::move(next));
        }
        schema_ = own_schema_.get();
    }

    void add(arrow::array const* chunk)
    {
        if (chunk->length < 0 || chunk->offset < 0 || chunk->n_buffers < 0) type_error(broken);
        chunks_.push_back(chunk);
    }

    arrow::schema const* schema_ = nullptr;
    std::vector<arrow::array const*> chunks_;
    py::object capsules_;
    std::unique_ptr<arrow::owned<arrow::schema>> own_schema_;
    std::vector<std::unique_ptr<arrow::owned<arrow::array>>> own_chunks_;
};

} // namespace otpp::python

#endif
