#include "ignite/system/gunzip.h"

#include <algorithm>
#include <climits>

namespace ignite::system {

Result<Gunzip> Gunzip::begin() {
    constexpr int gzip_only = 16 + MAX_WBITS;
    Stream stream{new z_stream{}};
    if (inflateInit2(stream.get(), gzip_only) != Z_OK)
        return fail(Fault::system, "gzip: zlib cannot start");
    return Gunzip{std::move(stream)};
}

Result<void> Gunzip::add(std::span<const std::byte> packed, const Take& take) {
    z_stream& stream = *stream_;
    while (!packed.empty()) {
        const std::size_t piece = std::min<std::size_t>(packed.size(), UINT_MAX);
        stream.next_in =
            reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed.data())); // zlib only reads it
        stream.avail_in = static_cast<uInt>(piece);
        packed = packed.subspan(piece);
        // Once more after the input is used up, as long as a full buffer says that there may be more to come
        // out.
        do {
            if (at_end_of_member_) {
                if (stream.avail_in == 0)
                    break;
                inflateReset(&stream);
                at_end_of_member_ = false;
            }
            stream.next_out = reinterpret_cast<Bytef*>(unpacked_.get());
            stream.avail_out = room;
            const int said = inflate(&stream, Z_NO_FLUSH);
            at_end_of_member_ = said == Z_STREAM_END;
            if (said != Z_OK && said != Z_STREAM_END && said != Z_BUF_ERROR)
                return fail(Fault::system, "gzip: ", stream.msg != nullptr ? stream.msg : "damaged data");
            TRY(take(std::span{unpacked_.get(), room - stream.avail_out}));
        } while (stream.avail_in > 0 || stream.avail_out == 0);
    }
    return {};
}

Result<void> Gunzip::finish() {
    if (!at_end_of_member_)
        return fail(Fault::system, "gzip: the data ends too early");
    return {};
}

} // namespace ignite::system
