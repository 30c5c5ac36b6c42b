// An image file that goes away with the test.
#pragma once

#include "ignite/system/process.h"

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace ignite::tests {

class ImageFile {
public:
    explicit ImageFile(std::uint64_t mebibytes) {
        char name[] = "/dev/shm/ignite-image-XXXXXX"; // in memory: what we write is synced all the time
        const int fd = ::mkstemp(name);
        REQUIRE(fd >= 0);
        REQUIRE(::ftruncate(fd, static_cast<off_t>(mebibytes << 20)) == 0);
        ::close(fd);
        path_ = name;
    }
    ~ImageFile() { ::unlink(path_.c_str()); }
    ImageFile(const ImageFile&) = delete;
    ImageFile& operator=(const ImageFile&) = delete;

    const std::string& path() const { return path_; }

    void write(std::uint64_t offset, std::string_view bytes) const {
        const int fd = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
        REQUIRE(::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset)) ==
                static_cast<ssize_t>(bytes.size()));
        ::close(fd);
    }

    std::string read(std::uint64_t offset, std::size_t length) const {
        std::string bytes(length, '\0');
        const int fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
        REQUIRE(::pread(fd, bytes.data(), length, static_cast<off_t>(offset)) ==
                static_cast<ssize_t>(length));
        ::close(fd);
        return bytes;
    }

private:
    std::string path_;
};

// What a tool prints; it must end well.
inline std::string output(const std::string& program, const std::vector<system::Word>& arguments) {
    system::RealProcesses processes;
    auto said = processes.output_of({.program = program, .arguments = arguments});
    INFO(program << ": " << (said ? std::string{} : said.error().describe()));
    REQUIRE(said);
    return *said;
}

} // namespace ignite::tests
