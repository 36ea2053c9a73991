using System.Collections.Concurrent;
using System.Globalization;
using Confluent.Kafka;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>
/// Sends readings of some pumps at a steady pace and counts them by pump: the ledger of what must come out. A pump's readings are keyed by
/// it, so they stay in one partition and in order. Now and then a value is far off, so that alerts are raised.
/// </summary>
internal sealed class PlantProducer : IAsyncDisposable
{
    private const int AnomalyEvery = 97;

    /// <summary>The mock broker keeps 5 MiB a partition, and deletes what is older, read or not.</summary>
    private const int MaxAhead = 20_000;

    private readonly IProducer<string, string> _producer;
    private readonly CancellationTokenSource _stop = new();
    private readonly long[] _sent;
    private readonly ConcurrentDictionary<string, int> _partitions = new();
    private readonly Task _work;
    private readonly int _perSecond;
    private readonly string _prefix;
    private volatile bool _isPaused;
    private Exception? _failure;

    /// <param name="prefix">Of the pumps' names.</param>
    /// <param name="inFlight">Requests that may be under way: 1 where the mock broker refuses some of them.</param>
    public PlantProducer(string brokers, int perSecond = 1000, int pumps = 40, string prefix = "pump", int inFlight = 5)
    {
        _perSecond = perSecond;
        _prefix = prefix;
        _sent = new long[pumps];
        _producer = new ProducerBuilder<string, string>(new ProducerConfig
        {
            BootstrapServers = brokers,
            EnableIdempotence = true,
            LingerMs = 5,
            MessageTimeoutMs = 300_000,
            MaxInFlight = inFlight,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        _work = Task.Run(SendAsync);
    }

    public long Total => _sent.Sum();

    /// <summary>By pump: how many of its readings were sent.</summary>
    public IReadOnlyDictionary<string, long> Sent =>
        _sent.Select((count, pump) => (Key: KeyOf(pump), count)).Where(s => s.count > 0).ToDictionary(s => s.Key, s => s.count);

    /// <summary>By pump: the partition its readings are in.</summary>
    public IReadOnlyDictionary<string, int> Partitions => _partitions;

    /// <summary>Between a pump's reading and the next, something that is no reading.</summary>
    public Func<string>? Poison { get; set; }

    /// <summary>Readings that have their verdict: it does not run far ahead of them, however slow the machine is. Null: it keeps its pace.</summary>
    public Func<long>? Judged { get; init; }

    /// <summary>Sends nothing until <see cref="Resume"/>, and waits until the broker has answered for all that was sent.</summary>
    public async Task PauseAsync()
    {
        _isPaused = true;
        await Task.Delay(50, TestContext.Current.CancellationToken);
        _producer.Flush(TestContext.Current.CancellationToken);
    }

    /// <summary>Sends again, and what was due meanwhile.</summary>
    public void Resume() => _isPaused = false;

    /// <summary>Ends the stream and waits until the broker has all of it.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _producer.Flush(TestContext.Current.CancellationToken);
        Assert.Null(_failure);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _producer.Dispose();
        _stop.Dispose();
    }

    private string KeyOf(int pump) => $"{_prefix}-{pump:00}";

    private async Task SendAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var random = new Random(7);
        long start = Environment.TickCount64, sent = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                if (_isPaused)
                {
                    continue;
                }

                long due = (Environment.TickCount64 - start) * _perSecond / 1000;
                long most = Judged is { } judged ? judged() + MaxAhead : long.MaxValue;
                for (; sent < due && sent < most; sent++)
                {
                    Send((int)(sent % _sent.Length), random);
                }

                if (Poison is { } poison)
                {
                    Produce(KeyOf(0), poison());
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
    }

    private void Send(int pump, Random random)
    {
        long number = _sent[pump]++;
        double wave = Math.Sin(number * 0.2) + (pump * 0.1);
        double flow = 10 + wave + (0.1 * random.NextDouble());
        double pressure = (number * 31 + pump) % AnomalyEvery == 0 ? 40 : 3 + (0.5 * wave) + (0.1 * random.NextDouble());
        double current = 7 - (0.3 * wave) + (0.1 * random.NextDouble());
        Produce(KeyOf(pump), string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"pump":"{{KeyOf(pump)}}","t":{{1_700_000_000 + number}},"flow":{{flow:R}},"pressure":{{pressure:R}},"current":{{current:R}}}"""));
    }

    private void Produce(string key, string value)
    {
        while (true)
        {
            try
            {
                _producer.Produce(PlantFolder.Readings, new Message<string, string> { Key = key, Value = value }, report =>
                {
                    if (report.Error.IsError)
                    {
                        _failure ??= new KafkaException(report.Error);
                    }

                    _partitions[key] = report.Partition.Value;
                });
                return;
            }
            catch (ProduceException<string, string> error) when (error.Error.Code == ErrorCode.Local_QueueFull)
            {
                _producer.Poll(TimeSpan.FromMilliseconds(50));
            }
        }
    }
}
