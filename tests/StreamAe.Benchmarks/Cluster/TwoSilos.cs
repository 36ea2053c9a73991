using System.Diagnostics;
using StreamAe.Benchmarks.Kafka;
using StreamAe.MockBroker;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Benchmarks.Cluster;

/// <summary>
/// One silo and two, each a process, on the same topic and the same PostgreSQL; then one of the two is killed under a steady load. All of it
/// shares this machine's processors with the broker and the database: two silos are not faster here, and this shows what a second one costs.
/// </summary>
internal static class TwoSilos
{
    private const int Entities = 20_000;
    private const int Partitions = 40;
    private const int Rounds = 40;
    private const int LoadRate = 5_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(int threads)
    {
        if (PostgresServer.Missing is string missing)
        {
            return [BenchmarkRow.Missing("orleans.twoSilos", "events/s", threads, missing), BenchmarkRow.Missing("orleans.takeover", "s", threads, missing)];
        }

        await using MockBrokerProcess broker = await MockBrokerProcess.StartAsync();
        await broker.CreateTopicAsync(TopicLoad.Topic, Partitions);
        using PostgresServer server = PostgresServer.Start();
        string database = server.ConnectionString("postgres");
        using var load = new TopicLoad(broker.BootstrapServers, Entities, Partitions);
        long events = load.Fill(Rounds);

        double one = await RateAsync(Start(1, "one"), events);
        SiloProcess[] silos = Start(2, "two");
        double two = await RateAsync(silos, events);
        double takeOver = await TakeOverAsync(silos, load);
        return
        [
            BenchmarkRow.Against(
                "orleans.twoSilos", "events/s", two, one, threads, "two processes, durable in one PostgreSQL; peer = one such process; all on this machine"),
            BenchmarkRow.Plain(
                "orleans.takeover", "s", takeOver, threads,
                $"from kill -9 of one of two silos until the other has made events of all {Partitions} partitions durable, at {LoadRate:N0} events/s"),
        ];

        SiloProcess[] Start(int count, string cluster) =>
            [.. Enumerable.Range(0, count).Select(i => new SiloProcess(broker.BootstrapServers, database, cluster, $"{cluster}-{i}", Entities))];
    }

    /// <summary>Events a second, durable, once the entities are in memory.</summary>
    private static async Task<double> RateAsync(SiloProcess[] silos, long events)
    {
        await WaitAsync(() => silos.Sum(s => s.Committed) >= events / 4, silos);
        (long from, long start) = (silos.Sum(s => s.Committed), Stopwatch.GetTimestamp());
        await WaitAsync(() => silos.Sum(s => s.Committed) >= events, silos);
        double rate = (events - from) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (silos.Length == 1)
        {
            silos[0].Dispose();
        }

        return rate;
    }

    private static async Task<double> TakeOverAsync(SiloProcess[] silos, TopicLoad load)
    {
        using var stop = new CancellationTokenSource();
        Task loading = Task.Run(() => SendAsync(load, stop.Token));
        Array.ForEach(silos, s => s.ForgetPartitions());
        await WaitAsync(() => silos.Sum(s => s.Partitions) == Partitions && silos.All(s => s.Partitions > 0), silos);
        long start = Stopwatch.GetTimestamp();
        silos[1].Kill();
        silos[0].ForgetPartitions();
        await WaitAsync(() => silos[0].Partitions == Partitions, silos[..1]);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await stop.CancelAsync();
        await loading;
        Array.ForEach(silos, s => s.Dispose());
        return seconds;
    }

    /// <summary>Every entity in turn, at a steady rate.</summary>
    private static async Task SendAsync(TopicLoad load, CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        for (long sent = 0; !stop.IsCancellationRequested;)
        {
            for (long due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * LoadRate); sent < due; sent++)
            {
                load.Send((int)(sent % Entities), sent, TimeProvider.System.GetUtcNow().Ticks - DateTime.UnixEpoch.Ticks);
            }

            await Task.Delay(10, CancellationToken.None);
        }
    }

    private static async Task WaitAsync(Func<bool> isSo, SiloProcess[] silos)
    {
        for (long start = Stopwatch.GetTimestamp(); !isSo(); await Task.Delay(5))
        {
            if (silos.Any(s => s.HasExited))
            {
                throw new InvalidOperationException("A silo of the benchmark ended; its standard error says why.");
            }

            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException($"The silos of the benchmark did not come so far within {Patience}.");
            }
        }
    }
}
