#include "contents.h"
#include "ignite/core/quoted.h"
#include "ignite/exec/obtain_keys.h"
#include "ignite/system/random.h"

#include <array>
#include <list>
#include <vector>

namespace ignite::exec {

namespace {

constexpr std::uint64_t largest_key = 64UL * 1024 * 1024;

// Written in hexadecimal digits: Clevis stumbles over some bytes.
Result<std::string> made_up_key() {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<std::byte, 4096> bytes{};
    TRY(system::fill_with_random(bytes));
    std::string key;
    key.reserve(2 * bytes.size());
    for (const std::byte byte : bytes) {
        key += digits[std::to_integer<unsigned>(byte) >> 4];
        key += digits[std::to_integer<unsigned>(byte) & 0xf];
    }
    return key;
}

// All downloads of one call, each with a place of its own for what it brings.
struct Errands {
    std::list<fetch::MemorySink> sinks; // downloads point at them
    std::vector<fetch::Download> downloads;
    std::vector<std::string> words;
    std::vector<Position> positions;

    void add(fetch::Request request, std::string what, Position position) {
        sinks.emplace_back(largest_key);
        downloads.push_back({std::move(request), &sinks.back()});
        words.push_back(std::move(what));
        positions.push_back(position);
    }
};

} // namespace

Result<void> obtain_keys(std::span<const plan::KeyNeed> keys, std::span<const plan::ServerNeed> servers,
                         Hands& hands) {
    Errands errands;
    std::vector<std::string> volumes; // of the first downloads
    for (const plan::KeyNeed& key : keys) {
        if (!key.source) {
            std::string made_up = TRY(made_up_key());
            TRY(hands.keys.add(key.volume, std::move(made_up)));
            continue;
        }
        errands.add(TRY(request_for({.resource = key.source}).map_error(at(key.position))),
                    cat("get the key of volume ", quoted(key.volume)), key.position);
        volumes.push_back(key.volume);
    }
    for (const plan::ServerNeed& server : servers)
        errands.add({.url = server.url}, "ask a Tang server for its advertisement", server.position);
    if (errands.downloads.empty())
        return {};
    return hands.journal.operation("getting the keys of encrypted volumes", [&]() -> Result<void> {
        std::vector<Result<void>> outcomes = hands.fetcher.fetch_all(errands.downloads);
        for (std::size_t i = 0; i < outcomes.size(); ++i)
            TRY(std::move(outcomes[i])
                    .map_error(within(errands.words[i]))
                    .map_error(at(errands.positions[i])));
        auto sink = errands.sinks.begin();
        for (const std::string& volume : volumes)
            TRY(hands.keys.add(volume, std::move(*sink++).take()));
        return {};
    });
}

} // namespace ignite::exec
