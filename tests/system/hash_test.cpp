#include "ignite/system/hash.h"

#include <catch2/catch.hpp>

#include <string>

using namespace ignite;
using system::HashFunction;

TEST_CASE("digests are those of the published vectors", "[system][hash]") {
    CHECK(system::hex(*system::digest_of(HashFunction::sha256, "abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(system::hex(*system::digest_of(HashFunction::sha512, "abc")) ==
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
          "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
    CHECK(system::hex(*system::digest_of(HashFunction::sha256, "")) ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a keyed digest is that of RFC 4231, test case 2", "[system][hash]") {
    CHECK(system::hex(*system::hmac(HashFunction::sha256, "Jefe", "what do ya want for nothing?")) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("bytes may come in pieces of any size", "[system][hash]") {
    const std::string bytes(100'000, 'x');
    auto hash = *system::Hash::begin(HashFunction::sha512);

    const auto all = std::as_bytes(std::span{bytes});
    for (std::size_t begin = 0, size = 1; begin < all.size(); begin += size, size = size * 3 + 1)
        REQUIRE(hash.add(all.subspan(begin, std::min(size, all.size() - begin))));

    CHECK(*std::move(hash).finish() == *system::digest_of(HashFunction::sha512, bytes));
}
