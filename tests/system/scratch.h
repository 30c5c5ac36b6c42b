// A directory of a test's own, which goes with it.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

namespace ignite::tests {

class Scratch {
public:
    Scratch() {
        char name[] = "/tmp/ignite-test-XXXXXX";
        path_ = ::mkdtemp(name);
        ::chmod(path_.c_str(), 0755);
    }
    ~Scratch() { (void)std::system(("rm -rf --one-file-system '" + path_ + "'").c_str()); }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    const std::string& path() const { return path_; }
    std::string operator/(const std::string& below) const { return path_ + below; }

    void directory(const std::string& below) const {
        (void)std::system(("mkdir -p '" + path_ + below + "'").c_str());
    }
    void file(const std::string& below, const std::string& text) const {
        directory(below.substr(0, below.rfind('/')));
        std::ofstream{path_ + below} << text;
    }
    void link(const std::string& below, const std::string& target) const {
        directory(below.substr(0, below.rfind('/')));
        (void)::symlink(target.c_str(), (path_ + below).c_str());
    }
    bool has(const std::string& below) const {
        struct stat found{};
        return ::lstat((path_ + below).c_str(), &found) == 0;
    }
    std::string text(const std::string& below) const {
        std::ostringstream all;
        all << std::ifstream{path_ + below}.rdbuf();
        return all.str();
    }
    struct stat look(const std::string& below) const {
        struct stat found{};
        (void)::lstat((path_ + below).c_str(), &found);
        return found;
    }

private:
    std::string path_;
};

} // namespace ignite::tests
