#include "fixtures.h"

#include <catch2/catch.hpp>

#include <deque>

using namespace ignite;
using namespace ignite::fetch;
using namespace ignite::fetch::test;
using namespace std::chrono_literals;

namespace {

const std::string contents = "asdf\nfdsa";

struct Batch {
    std::deque<MemorySink> sinks;
    std::vector<Download> downloads;

    void add(std::string url) {
        sinks.emplace_back(1'000'000);
        downloads.push_back({Request{.url = std::move(url)}, &sinks.back()});
    }
};

} // namespace

TEST_CASE("many downloads are under way at once", "[fetch][many]") {
    Lines lines;
    journal::Journal journal{lines};
    Fetcher fetcher{journal, Network::allowed}; // by the real clock
    Batch batch;
    for (int i = 0; i < 32; ++i)
        batch.add(cat(server(), "/late/100/", i));

    const auto begin = std::chrono::steady_clock::now();
    const std::vector<Result<void>> results = fetcher.fetch_all(batch.downloads);
    const auto took = std::chrono::steady_clock::now() - begin;

    CHECK(std::ranges::all_of(results, [](const Result<void>& one) { return one.has_value(); }));
    for (MemorySink& sink : batch.sinks)
        CHECK(std::move(sink).take() == contents);
    CHECK(took < 2500ms); // one after the other: more than 3200
}

TEST_CASE("each download has its own result, in the order asked for", "[fetch][many]") {
    Bench bench;
    Batch batch;
    batch.add(server() + "/flaky/3/503/many");
    batch.add(server() + "/status/404");
    batch.add("data:,here");
    batch.add("ftp://h/");
    batch.add("");
    batch.add(server() + "/contents");
    batch.add(server() + "/status/403");

    const std::vector<Result<void>> results = bench.fetcher.fetch_all(batch.downloads);

    REQUIRE(results.size() == 7);
    CHECK(results[0]);
    CHECK(results[1].error().fault() == Fault::absent);
    CHECK(results[2]);
    CHECK(results[3].error().fault() == Fault::config);
    CHECK(results[4]);
    CHECK(results[5]);
    CHECK(results[6].error().describe().ends_with("failed to fetch resource: 403 Forbidden"));
    CHECK(std::move(batch.sinks[0]).take() == contents);
    CHECK(std::move(batch.sinks[2]).take() == "here");
    CHECK(std::move(batch.sinks[5]).take() == contents);
    CHECK(bench.clock.passed() == 1400ms);
}

TEST_CASE("more than may be under way at once wait for their turn", "[fetch][many]") {
    Bench bench;
    Batch batch;
    for (int i = 0; i < 200; ++i)
        batch.add(cat(server(), "/contents/", i));

    for (const Result<void>& result : bench.fetcher.fetch_all(batch.downloads))
        CHECK(result);

    CHECK(bench.clock.passed() == 0ms);
}

TEST_CASE("no downloads are no results", "[fetch][many]") {
    Bench bench;

    CHECK(bench.fetcher.fetch_all({}).empty());
}

TEST_CASE("whoever waits long says so every 10 s", "[fetch][many]") {
    Bench bench;
    bench.fetcher.use({.response_headers = 0s, .total = 35s});
    bench.clock.patience = 300ms;

    CHECK_FALSE(bench.get("/silent/9/notice"));

    CHECK(bench.lines.count(cat("still waiting for ", server(), "/silent/9/notice: attempt #1")) == 3);
}
