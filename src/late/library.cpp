#include "ignite/late/library.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>

namespace ignite::late {

Result<void> Library::load() {
    if (handle_ == nullptr)
        handle_ = ::dlopen(file_, RTLD_NOW);
    if (handle_ == nullptr)
        return fail(Fault::system, "load a library: ", std::string_view{::dlerror()}); // which names it
    return {};
}

void* Library::find(const char* function) {
    const Result<void> loaded = load();
    void* const found = loaded ? ::dlsym(handle_, function) : nullptr;
    if (found == nullptr) {
        const std::string words = cat(
            "ignite: ", loaded ? cat(file_, " has no function ", function) : loaded.error().describe(), "\n");
        (void)!::write(STDERR_FILENO, words.data(), words.size());
        std::abort();
    }
    return found;
}

} // namespace ignite::late
