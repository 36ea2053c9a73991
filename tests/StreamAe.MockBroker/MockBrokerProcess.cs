using System.Diagnostics;

namespace StreamAe.MockBroker;

/// <summary>The mock broker as a process of its own, for the tests and benchmarks that reference this project.</summary>
public sealed class MockBrokerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly SemaphoreSlim _one = new(1, 1);

    private MockBrokerProcess(Process process, string bootstrapServers)
    {
        _process = process;
        BootstrapServers = bootstrapServers;
    }

    public string BootstrapServers { get; }

    public static async Task<MockBrokerProcess> StartAsync(int brokers = 1)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "StreamAe.MockBroker.dll"));
        start.ArgumentList.Add(brokers.ToString());
        Process process = Process.Start(start)!;
        string address = await process.StandardOutput.ReadLineAsync().WaitAsync(Limit)
            ?? throw new InvalidOperationException("The mock broker ended without an address; its standard error says why.");
        return new MockBrokerProcess(process, address);
    }

    public Task CreateTopicAsync(string topic, int partitions) => SendAsync($"topic {topic} {partitions}");

    public Task DeleteTopicAsync(string topic) => SendAsync($"delete {topic}");

    public Task SetDownAsync(int broker) => SendAsync($"down {broker}");

    public Task SetUpAsync(int broker) => SendAsync($"up {broker}");

    public Task SetDelayAsync(int broker, int delayMs) => SendAsync($"delay {broker} {delayMs}");

    public Task SetLeaderAsync(string topic, int partition, int broker) => SendAsync($"leader {topic} {partition} {broker}");

    /// <param name="api">The protocol's number of the request.</param>
    /// <param name="error">A name of Confluent's <c>ErrorCode</c>.</param>
    public Task FailNextAsync(int api, string error, int count) => SendAsync($"errors {api} {error} {count}");

    /// <summary>Sends a command and waits until it is done.</summary>
    /// <exception cref="InvalidOperationException">The broker says that it cannot.</exception>
    public async Task SendAsync(string command)
    {
        await _one.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(command);
            await _process.StandardInput.FlushAsync();
            string? answer = await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit);
            if (answer != MockBrokerCommand.Ok)
            {
                throw new InvalidOperationException($"The mock broker did not do '{command}': {answer ?? "it ended"}");
            }
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _one.Dispose();
    }
}
