// A GUID as partition tables have it: checked once, compared as a value, printed one way (upper case).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ignite {

class Guid {
public:
    Guid() = default; // all zero: "no GUID" on disk

    // The bytes in the order in which they are written down.
    explicit constexpr Guid(const std::array<std::uint8_t, 16>& bytes) : bytes_{bytes} {}

    // 8-4-4-4-12 hexadecimal digits of any case, and nothing else.
    static std::optional<Guid> parse(std::string_view text);

    // A random one (version 4) made of 16 random bytes.
    static Guid from_random(std::array<std::uint8_t, 16> random);

    std::string text() const;
    bool is_zero() const { return *this == Guid{}; }

    friend auto operator<=>(const Guid&, const Guid&) = default;

private:
    std::array<std::uint8_t, 16> bytes_{};
};

inline void append_to(std::string& out, const Guid& guid) { out += guid.text(); }

} // namespace ignite
