// Unpacks gzip while it comes in, in constant memory. Several members in a row are joined, as gzip(1) does.
#pragma once

#include "ignite/core/handle.h"
#include "ignite/core/result.h"

#include <zlib.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

namespace ignite::system {

class Gunzip {
public:
    using Take = std::function<Result<void>(std::span<const std::byte>)>;

    static Result<Gunzip> begin();

    // Hands on what the packed bytes hold, in pieces. Stops at the first error, which may be that of `take`.
    Result<void> add(std::span<const std::byte> packed, const Take& take);

    // To be called behind the last byte: a stream that ends in the middle is an error, one of no bytes too.
    Result<void> finish();

private:
    struct End {
        void operator()(z_stream* stream) const {
            inflateEnd(stream);
            delete stream;
        }
    };
    using Stream = std::unique_ptr<z_stream, End>; // zlib keeps its address
    static constexpr std::size_t room = 32 * 1024;

    explicit Gunzip(Stream stream)
        : stream_{std::move(stream)}, unpacked_{std::make_unique<std::byte[]>(room)} {}

    Stream stream_;
    std::unique_ptr<std::byte[]> unpacked_;
    bool at_end_of_member_ = false;
};

} // namespace ignite::system
