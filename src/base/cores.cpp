// SPDX-License-Identifier: Apache-2.0
#include "base/cores.hpp"

namespace base {

Cores::Cores(std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        contexts_.push_back(std::make_unique<boost::asio::io_context>(1));
        guards_.emplace_back(contexts_.back()->get_executor());
    }
}

Cores::~Cores() { stop(); }

void Cores::start()
{
    for (auto& context : contexts_) threads_.emplace_back([&context] { context->run(); });
}

void Cores::stop()
{
    for (auto& context : contexts_) context->stop();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

}
