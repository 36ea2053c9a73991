using System.Text.RegularExpressions;
using Npgsql;
using StreamAe.EndToEnd.Tests.Kafka;
using StreamAe.MockBroker;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.EndToEnd.Tests.Cluster;

/// <summary>Three processes that are one cluster, with database, broker, producer and ledger. Not all of the three need to run.</summary>
internal sealed partial class PlantCluster : IAsyncDisposable
{
    public const int Silos = 3;

    /// <summary>Until every reading has its verdict.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    /// <summary>Until every silo that was started has joined the group.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly PostgresServer _database = PostgresServer.Start();
    private readonly MockBrokerProcess _broker;
    private readonly PlantFolder _folder;
    private readonly bool _hasNetwork;
    private readonly StreamAeProcess?[] _running = new StreamAeProcess?[Silos];
    private readonly List<StreamAeProcess> _started = [];

    private PlantCluster(MockBrokerProcess broker, int perSecond, int pumps, int sessionMs, bool hasNetwork)
    {
        _broker = broker;
        _hasNetwork = hasNetwork;
        _folder = new PlantFolder(broker.BootstrapServers);
        for (int silo = 0; silo < Silos; silo++)
        {
            string place = hasNetwork ? $"address: {SiloNetwork.AddressOf(silo)}, port: 11111, " : string.Empty;
            _folder.WriteService(
                ConfigurationOf(silo),
                broker.BootstrapServers,
                SharedStoreTests.StoreOf(_database, $"silo-{silo}"),
                runtime: $"{{kind: orleans, {place}pollRows: 500}}",
                data: $"state-{silo}",
                sessionMs: sessionMs);
        }

        Ledger = new VerdictLedger(broker.BootstrapServers);
        Producer = new PlantProducer(broker.BootstrapServers, perSecond, pumps);
    }

    public VerdictLedger Ledger { get; }

    public PlantProducer Producer { get; }

    public static void SkipWhereLeftOut()
    {
        OrleansPart.SkipWhereLeftOut();
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
    }

    /// <param name="running">So many of the silos, the first ones; each has partitions when this returns.</param>
    /// <param name="sessionMs">Each step of a rebalance takes the mock broker as long, less a second.</param>
    /// <param name="hasNetwork">Each silo is in its namespace of the <see cref="SiloNetwork"/>.</param>
    public static async Task<PlantCluster> StartAsync(
        int running = Silos, int perSecond = 500, int pumps = 40, int sessionMs = 6000, bool hasNetwork = false)
    {
        var cluster = new PlantCluster(await KafkaFaultTests.StartBrokerAsync(), perSecond, pumps, sessionMs, hasNetwork);
        try
        {
            for (int silo = 0; silo < running; silo++)
            {
                cluster.Start(silo);
            }

            await cluster.UntilEachHasPartitionsAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public StreamAeProcess this[int silo] => _running[silo] ?? throw new InvalidOperationException($"Silo {silo} does not run.");

    public void Start(int silo)
    {
        Assert.Null(_running[silo]);
        StreamAeProcess process = _folder.StartUnder(_hasNetwork ? SiloNetwork.LauncherOf(silo) : [], ConfigurationOf(silo));
        _running[silo] = process;
        _started.Add(process);
    }

    /// <summary>Kills some at once.</summary>
    public async Task KillAsync(params int[] silos)
    {
        StreamAeProcess[] processes = [.. silos.Select(s => this[s])];
        Array.ForEach(processes, p => p.Kill());
        foreach (int silo in silos)
        {
            await HasEndedAsync(silo);
        }
    }

    /// <summary>SIGTERM, and it ends in time.</summary>
    public async Task StopAsync(int silo)
    {
        await KafkaFaultTests.EndsInTimeAsync(this[silo]);
        _running[silo] = null;
    }

    /// <summary>Takes note of a silo that ends, or has ended.</summary>
    public async Task<ProcessResult> HasEndedAsync(int silo)
    {
        ProcessResult result = await this[silo].WaitForExitAsync();
        _running[silo] = null;
        return result;
    }

    /// <summary>This instant, by what was sent until now.</summary>
    public SentUntil Now() => new(Producer, Ledger, Captured);

    /// <summary>The pumps whose partitions a silo was the last to claim.</summary>
    public IReadOnlyList<string> PumpsOf(int silo)
    {
        StreamAeProcess process = this[silo];
        var owners = _started
            .SelectMany(p => Claim().Matches(p.Captured()).Select(m => (Process: p, Partition: int.Parse(m.Groups[1].Value), Epoch: long.Parse(m.Groups[2].Value))))
            .GroupBy(c => c.Partition)
            .Where(p => p.MaxBy(c => c.Epoch).Process == process)
            .Select(p => p.Key)
            .ToHashSet();
        return [.. Producer.Partitions.Where(p => owners.Contains(p.Value)).Select(p => p.Key)];
    }

    /// <summary>Waits until each silo that runs reads some partition.</summary>
    public async Task UntilEachHasPartitionsAsync()
    {
        long start = Environment.TickCount64;
        while (Enumerable.Range(0, Silos).Any(s => _running[s] is not null && PumpsOf(s).Count == 0))
        {
            Assert.True(Environment.TickCount64 - start < StartLimit.TotalMilliseconds, $"A silo has no partition after {StartLimit}.{Captured()}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Waits until the cluster takes a silo of the <see cref="SiloNetwork"/> for dead, by its table in the database.</summary>
    public async Task UntilTakenForDeadAsync(int silo, TimeSpan limit)
    {
        const int dead = 6; // Orleans' SiloStatus.Dead.
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(_database.ConnectionString("postgres"));
        await using NpgsqlCommand command = source.CreateCommand(
            "SELECT status FROM streamae.orleansmembershiptable WHERE address = $1 ORDER BY generation DESC LIMIT 1");
        command.Parameters.Add(new NpgsqlParameter { Value = SiloNetwork.AddressOf(silo) });
        long start = Environment.TickCount64;
        while (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is not dead)
        {
            Assert.True(Environment.TickCount64 - start < limit.TotalMilliseconds, $"Silo {silo} is not taken for dead after {limit}.{Captured()}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Each reading has one verdict, each alert one id; then all that run are stopped.</summary>
    public async Task AssertCompleteAsync()
    {
        await Producer.StopAsync();
        await Ledger.AssertCompleteAsync(Producer.Sent, Patience, Captured);
        foreach (int silo in Enumerable.Range(0, Silos).Where(s => _running[s] is not null))
        {
            await StopAsync(silo);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (StreamAeProcess process in _started)
        {
            process.Dispose();
        }

        await Producer.DisposeAsync();
        await Ledger.DisposeAsync();
        _folder.Dispose();
        await _broker.DisposeAsync();
        _database.Dispose();
    }

    private static string ConfigurationOf(int silo) => $"silo-{silo}.yaml";

    private string Captured() => string.Concat(_started.Select((p, i) => $"--- process {i}\n{p.Captured()}"));

    [GeneratedRegex(@"readings/(\d+) is ours \(epoch (\d+)\)")]
    private static partial Regex Claim();
}
