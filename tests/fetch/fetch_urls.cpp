// Fetches URLs side by side into nowhere, and says how long it took and how much memory: for
// tests/bench/fetch.
//
// Usage: fetch_urls [--hash FUNCTION-DIGEST] URL…      prints "<milliseconds> <peak KiB> <bytes>"
#include "ignite/fetch/fetcher.h"
#include "ignite/journal/sinks.h"
#include "ignite/system/small_file.h"

#include <chrono>
#include <cstdio>

using namespace ignite;

namespace {

class Nowhere : public fetch::Sink {
public:
    Result<void> write(std::span<const std::byte> bytes) override {
        taken_ += bytes.size();
        return {};
    }
    Result<void> restart() override {
        taken_ = 0;
        return {};
    }
    std::uint64_t taken() const { return taken_; }

private:
    std::uint64_t taken_ = 0;
};

// In KiB. getrusage would count what the one who started us had in memory, up to the exec.
std::string peak_memory() {
    const std::string status = system::read_small_file("/proc/self/status").value_or("VmHWM: 0 kB");
    const std::size_t begin = status.find_first_of("0123456789", status.find("VmHWM:"));
    return status.substr(begin, status.find(' ', begin) - begin);
}

} // namespace

int main(int count, char** words) {
    int first = 1;
    std::string hash;
    if (count > 2 && std::string_view{words[1]} == "--hash") {
        hash = words[2];
        first = 3;
    }
    std::vector<Nowhere> sinks(static_cast<std::size_t>(count - first));
    std::vector<fetch::Download> downloads;
    for (int i = first; i < count; ++i)
        downloads.push_back({{.url = words[i], .hash = hash}, &sinks[static_cast<std::size_t>(i - first)]});

    const auto begin = std::chrono::steady_clock::now();
    journal::NullSink silence;
    journal::Journal journal{silence};
    fetch::Fetcher fetcher{journal, fetch::Network::allowed};
    fetcher.use({.total = std::chrono::seconds{60}});
    int failed = 0;
    for (const Result<void>& result : fetcher.fetch_all(downloads))
        if (!result) {
            std::fprintf(stderr, "%s\n", result.error().describe().c_str());
            ++failed;
        }
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);

    std::uint64_t bytes = 0;
    for (const Nowhere& sink : sinks)
        bytes += sink.taken();
    std::printf("%ld %s %llu\n", took.count(), peak_memory().c_str(), static_cast<unsigned long long>(bytes));
    return failed == 0 ? 0 : 1;
}
