// The text of a file as the kernel has it: not copied, and let go of piece by piece while it is read.
#pragma once

#include "ignite/core/result.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace ignite::system {

// Read-only, and for files that nobody cuts short meanwhile, which would end the program: what a person hands
// to a command, and what we replace as a whole. What cannot be mapped (a pipe, a file of the kernel) is read
// as a whole and kept.
class FileText {
public:
    static Result<FileText> read(const std::string& path);
    explicit FileText(std::string text) : own_{std::move(text)} {}

    FileText(FileText&& other) noexcept
        : own_{std::move(other.own_)},
          mapped_{std::exchange(other.mapped_, nullptr)},
          size_{std::exchange(other.size_, 0)} {}
    FileText& operator=(FileText other) noexcept {
        std::swap(own_, other.own_);
        std::swap(mapped_, other.mapped_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~FileText();

    std::string_view view() const {
        return mapped_ ? std::string_view{static_cast<const char*>(mapped_), size_} : own_;
    }

    // So many bytes from the beginning take no memory until somebody looks at them again.
    void let_go(std::size_t bytes) const;

private:
    FileText(void* mapped, std::size_t size) : mapped_{mapped}, size_{size} {}

    std::string own_;
    void* mapped_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace ignite::system
