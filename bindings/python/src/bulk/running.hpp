// SPDX-License-Identifier: BSL-1.0
#ifndef OTPP_PYTHON_BULK_RUNNING_HPP
#define OTPP_PYTHON_BULK_RUNNING_HPP
// Releases the GIL during a bulk call, and regularly acquires it to handle signals and to report
// progress.

#include <pybind11/pybind11.h>

#include <chrono>
#include <cstddef>

namespace otpp::python {

namespace py = pybind11;

// Releases the GIL for its lifetime.
class unlocked {
public:
    unlocked() : state_{PyEval_SaveThread()} {}
    unlocked(unlocked const&) = delete;
    ~unlocked() { take(); }

    void take()
    {
        if (state_ != nullptr) PyEval_RestoreThread(state_);
        state_ = nullptr;
    }
    void give() { state_ = PyEval_SaveThread(); }

private:
    PyThreadState* state_;
};

// The engine's progress callback: handles signals and calls the user's callback.
class watch {
public:
    // `progress` is a callable, or null.
    watch(PyObject* progress, std::size_t rows) : progress_{progress}, rows_{rows} {}

    // Rows done before the next call of the engine, and the lock held during it.
    void begin(std::size_t done, unlocked& lock)
    {
        done_ = done;
        lock_ = &lock;
    }

    // Called without the GIL. Returns false if a Python error is set.
    bool operator()(std::size_t done, std::size_t)
    {
        auto const now = clock::now();
        if (now < next_look_) return true;
        next_look_ = now + between_looks;
        lock_->take();
        bool const goes_on = look(done_ + done, now);
        lock_->give();
        return goes_on;
    }

    // Called with the GIL.
    [[nodiscard]] bool look(std::size_t done) { return look(done, clock::now()); }
    [[nodiscard]] bool finish()
    {
        return PyErr_CheckSignals() == 0 && (progress_ == nullptr || report(rows_));
    }

private:
    using clock = std::chrono::steady_clock;
    static constexpr std::chrono::milliseconds between_looks{20}, between_reports{50};

    bool look(std::size_t done, clock::time_point now)
    {
        if (PyErr_CheckSignals() != 0) return false;
        if (progress_ == nullptr || now < next_report_) return true;
        next_report_ = now + between_reports;
        return report(done);
    }

    bool report(std::size_t done)
    {
        auto const returned = py::reinterpret_steal<py::object>(PyObject_CallFunction(
            progress_, "nn", static_cast<Py_ssize_t>(done), static_cast<Py_ssize_t>(rows_)));
        return static_cast<bool>(returned);
    }

    PyObject* progress_;
    std::size_t rows_, done_ = 0;
    unlocked* lock_ = nullptr;
    clock::time_point next_look_ = clock::now() + between_looks;
    clock::time_point next_report_ = clock::now() + between_reports;
};

} // namespace otpp::python

#endif
