using System.Diagnostics;
using StreamAe.Benchmarks.Kafka;

namespace StreamAe.Benchmarks.Api;

/// <summary>Operators at work: consoles that listen, and requests at a steady rate, each sort in its turn. Until disposed of.</summary>
internal sealed class OperatorLoad : IAsyncDisposable
{
    private static readonly string[] Asked =
    [
        "monitors",
        "alerts?limit=50",
        "incidents?limit=20",
        "monitors/pumps/worst",
        "monitors/pumps/entity?key=pump-007",
        "monitors/pumps/entity/features?key=pump-007&rows=200",
        "monitors/pumps/entity/versions?key=pump-007",
        "monitors/pumps/thresholds",
        "monitors/cards/entities?search=card-01&limit=50",
        "sources",
        "audit?limit=50",
    ];

    private readonly HttpClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _work = [];
    private readonly Lock _gate = new();
    private readonly LatencyRecorder _latency = new();

    public OperatorLoad(HttpClient client, int listeners, int requestsPerSecond)
    {
        _client = client;
        for (int i = 0; i < listeners; i++)
        {
            _work.Add(ListenAsync());
        }

        _work.Add(AskAsync(requestsPerSecond));
    }

    public int Failures { get; private set; }

    /// <summary>Milliseconds from asking to the last byte, that a share of the requests does not exceed.</summary>
    public double Latency(double share)
    {
        lock (_gate)
        {
            return _latency.Quantile(share);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_work).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            Stream events = await _client.GetStreamAsync("live?monitor=pumps&key=pump-007", _stop.Token).ConfigureAwait(false);
            await using (events.ConfigureAwait(false))
            {
                await events.CopyToAsync(Stream.Null, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }
        catch (HttpRequestException)
        {
            Fail();
        }
    }

    private async Task AskAsync(int perSecond)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSecond));
        var asked = new List<Task>();
        try
        {
            for (int i = 0; await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false); i++)
            {
                asked.Add(AskAsync(Asked[i % Asked.Length]));
            }
        }
        catch (OperationCanceledException)
        {
            // The end.
        }

        await Task.WhenAll(asked).ConfigureAwait(false);
    }

    private async Task AskAsync(string address)
    {
        long start = Stopwatch.GetTimestamp();
        using HttpResponseMessage answer = await _client.GetAsync(address).ConfigureAwait(false);
        await answer.Content.LoadIntoBufferAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _latency.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        if (!answer.IsSuccessStatusCode)
        {
            Fail();
        }
    }

    private void Fail()
    {
        lock (_gate)
        {
            Failures++;
        }
    }
}
