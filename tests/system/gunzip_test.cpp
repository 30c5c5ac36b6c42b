#include "ignite/system/gunzip.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace ignite;

namespace {

std::string gzipped(std::string_view text) {
    z_stream stream{};
    REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(compressBound(text.size()) + 32, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

// Unpacks in pieces of the given size.
Result<std::string> unpacked(std::string_view packed, std::size_t piece) {
    std::string out;
    const system::Gunzip::Take take = [&](std::span<const std::byte> bytes) -> Result<void> {
        out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return {};
    };
    system::Gunzip gunzip = TRY(system::Gunzip::begin());
    for (std::size_t begin = 0; begin < packed.size(); begin += piece)
        TRY(gunzip.add(std::as_bytes(std::span{packed.substr(begin, piece)}), take));
    TRY(gunzip.finish());
    return out;
}

} // namespace

TEST_CASE("what was packed comes out, however the pieces are cut", "[system][gunzip]") {
    std::string text;
    for (int line = 0; line < 20'000; ++line)
        text += cat("line ", line, "\n");
    const std::string packed = gzipped(text);

    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, packed.size()})
        CHECK(unpacked(packed, piece) == text);
}

TEST_CASE("much comes out of little in pieces that fit", "[system][gunzip]") {
    CHECK(unpacked(gzipped(std::string(10'000'000, 'z')), 5)->size() == 10'000'000);
}

TEST_CASE("several members in a row are joined", "[system][gunzip]") {
    const std::string two = gzipped("one ") + gzipped("") + gzipped("two");

    CHECK(unpacked(two, 1) == "one two");
    CHECK(unpacked(two, two.size()) == "one two");
}

TEST_CASE("data that is damaged, cut short or not gzip at all is an error", "[system][gunzip]") {
    const std::string packed = gzipped("something to unpack");
    std::string wrong_checksum = packed;
    wrong_checksum[wrong_checksum.size() - 6] ^= 1;

    CHECK(unpacked(packed.substr(0, packed.size() - 1), 4).error().describe() ==
          "gzip: the data ends too early");
    CHECK(unpacked("", 1).error().describe() == "gzip: the data ends too early");
    CHECK(unpacked("{\"ignition\": {}}", 4).error().describe() == "gzip: incorrect header check");
    CHECK(unpacked(packed + "trailing rubbish", 64).error().describe() == "gzip: incorrect header check");
    CHECK(unpacked(wrong_checksum, 64).error().describe() == "gzip: incorrect data check");
}

TEST_CASE("an error of the one who takes ends the unpacking", "[system][gunzip]") {
    const std::string packed = gzipped("text");
    system::Gunzip gunzip = *system::Gunzip::begin();

    const auto result =
        gunzip.add(std::as_bytes(std::span{packed}), [](std::span<const std::byte>) -> Result<void> {
            return fail(Fault::system, "no space left");
        });

    CHECK(result.error().describe() == "no space left");
}
