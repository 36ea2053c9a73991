using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>
/// Reads the output topics as anybody would, from their beginning, and counts: every verdict by entity and sequence, every alert by id. What
/// it holds against the producer's ledger: each reading has one verdict, each alert one id, and alerts are where verdicts say so.
/// </summary>
internal sealed class VerdictLedger : IAsyncDisposable
{
    private readonly IConsumer<string?, byte[]?> _consumer;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string Entity, long Sequence), int> _verdicts = new();
    private readonly ConcurrentDictionary<(string Entity, long Sequence), string> _raised = new();
    private readonly ConcurrentDictionary<string, int> _alerts = new();
    private readonly ConcurrentDictionary<(string Entity, long Sequence), string> _alertIds = new();
    private readonly ConcurrentDictionary<string, (int Count, string Reason)> _dead = new();
    private readonly ConcurrentDictionary<string, long> _latest = new();
    private readonly ConcurrentDictionary<(string Entity, long Sequence), int> _modelVersions = new();

    // A rebalance of the ledger's own group begins its partitions anew: what was counted is not counted again.
    private readonly Dictionary<TopicPartition, Offset> _next = [];
    private readonly Task _work;
    private Exception? _failure;

    public VerdictLedger(string brokers)
    {
        _consumer = new ConsumerBuilder<string?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = brokers,
            GroupId = $"ledger-{Guid.NewGuid():N}",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
            TopicMetadataRefreshIntervalMs = 1000,
            AllowAutoCreateTopics = true,
        }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        _consumer.Subscribe([PlantFolder.Verdicts, PlantFolder.Alerts, PlantFolder.DeadLetters]);
        _work = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public int Verdicts => _verdicts.Count;

    public int Alerts => _alerts.Count;

    public bool Has(string entity, long sequence) => _verdicts.ContainsKey((entity, sequence));

    /// <summary>Between verdicts.</summary>
    public PauseWatch Pauses { get; } = new();

    /// <summary>The sequence of an entity's newest verdict; -1 where there is none.</summary>
    public long LatestOf(string entity) => _latest.GetValueOrDefault(entity, -1);

    /// <summary>The version of the model that a verdict is by; 0 where none was.</summary>
    public int ModelVersionOf(string entity, long sequence) => _modelVersions.GetValueOrDefault((entity, sequence));

    /// <summary>By id: how often a dead letter came, and why.</summary>
    public IReadOnlyDictionary<string, (int Count, string Reason)> DeadLetters => _dead;

    /// <summary>Waits until every reading that was sent has its verdict, then holds all of it against each other.</summary>
    public async Task AssertCompleteAsync(IReadOnlyDictionary<string, long> sent, TimeSpan limit, Func<string>? explain = null)
    {
        long start = Environment.TickCount64;
        long total = sent.Values.Sum();
        while (_verdicts.Count < total)
        {
            Assert.Null(_failure);
            if (Environment.TickCount64 - start > limit.TotalMilliseconds)
            {
                Assert.Fail($"{_verdicts.Count:N0} of {total:N0} verdicts after {limit}: missing {Missing(sent)}.{explain?.Invoke()}");
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        // An alert may come a moment after its verdict: it has an outbox of its own.
        while (_alerts.Count < _raised.Count && Environment.TickCount64 - start < limit.TotalMilliseconds)
        {
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Empty(_verdicts.Where(v => v.Value != 1).Take(5));
        Assert.Empty(_verdicts.Keys.Where(v => !sent.TryGetValue(v.Entity, out long count) || v.Sequence >= count).Take(5));
        Assert.Empty(_alerts.Where(a => a.Value != 1).Take(5));
        Assert.Equal(
            _raised.Keys.OrderBy(r => r.Entity, StringComparer.Ordinal).ThenBy(r => r.Sequence),
            _alertIds.Keys.OrderBy(r => r.Entity, StringComparer.Ordinal).ThenBy(r => r.Sequence));
        Assert.Equal(_alertIds.Count, _alertIds.Values.Distinct(StringComparer.Ordinal).Count());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _consumer.Close();
        _consumer.Dispose();
        _stop.Dispose();
    }

    private void Read()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    if (_consumer.Consume(TimeSpan.FromMilliseconds(200)) is { Message: { } message } result
                        && (!_next.TryGetValue(result.TopicPartition, out Offset next) || result.Offset >= next))
                    {
                        _next[result.TopicPartition] = result.Offset + 1;
                        Count(result.Topic, message);
                    }
                }
                catch (ConsumeException)
                {
                    // A broker that is away, or a topic that does not exist yet.
                }
            }
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            _failure = error;
        }
    }

    private void Count(string topic, Message<string?, byte[]?> message)
    {
        string id = Encoding.UTF8.GetString(message.Headers.GetLastBytes("id"));
        if (topic == PlantFolder.DeadLetters)
        {
            string reason = Encoding.UTF8.GetString(message.Headers.GetLastBytes("reason"));
            _dead.AddOrUpdate(id, (1, reason), (_, old) => (old.Count + 1, reason));
            return;
        }

        using JsonDocument document = JsonDocument.Parse(message.Value);
        JsonElement root = document.RootElement;
        (string Entity, long Sequence) place = (root.GetProperty("entity").GetString()!, root.GetProperty("sequence").GetInt64());
        Assert.Equal(place.Entity, message.Key);
        if (topic == PlantFolder.Alerts)
        {
            _alerts.AddOrUpdate(id, 1, (_, count) => count + 1);
            _alertIds[place] = id;
            return;
        }

        _verdicts.AddOrUpdate(place, 1, (_, count) => count + 1);
        Pauses.See(place.Entity);
        _latest.AddOrUpdate(place.Entity, place.Sequence, (_, latest) => Math.Max(latest, place.Sequence));
        if (root.TryGetProperty("modelVersion", out JsonElement version))
        {
            _modelVersions[place] = version.GetInt32();
        }

        if (root.TryGetProperty("alert", out JsonElement alert) && alert.ValueKind == JsonValueKind.True)
        {
            _raised[place] = id;
        }
    }

    private string Missing(IReadOnlyDictionary<string, long> sent) => string.Join(
        ", ",
        sent.OrderBy(s => s.Key, StringComparer.Ordinal)
            .SelectMany(s => Enumerable.Range(0, (int)s.Value).Where(n => !_verdicts.ContainsKey((s.Key, n))).Select(n => $"{s.Key}#{n}"))
            .Take(8));
}
