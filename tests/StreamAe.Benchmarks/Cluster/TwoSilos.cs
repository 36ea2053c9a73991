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

        using PostgresServer server = PostgresServer.Start();
        (double one, _) = await MeasureAsync(server, "one", silos: 1);
        (double two, double takeOver) = await MeasureAsync(server, "two", silos: 2);
        return
        [
            BenchmarkRow.Against(
                "orleans.twoSilos", "events/s", two, one, threads, "two processes, durable in one PostgreSQL; peer = one such process; all on this machine"),
            BenchmarkRow.Plain(
                "orleans.takeover", "s", takeOver, threads,
                $"from kill -9 of one of two silos until the other has made events of all {Partitions} partitions durable, at {LoadRate:N0} events/s; a session of 6 s, and almost as long for the mock broker's rebalance"),
        ];
    }

    /// <returns>Events a second, durable; and with more than one silo the seconds that the others need for what the last one did.</returns>
    private static async Task<(double Rate, double TakeOver)> MeasureAsync(PostgresServer server, string cluster, int silos)
    {
        await using MockBrokerProcess broker = await MockBrokerProcess.StartAsync();
        await broker.CreateTopicAsync(TopicLoad.Topic, Partitions);
        using var load = new TopicLoad(broker.BootstrapServers, Entities, Partitions);
        SiloProcess[] processes =
            [.. Enumerable.Range(0, silos).Select(i => new SiloProcess(broker.BootstrapServers, server.ConnectionString("postgres"), cluster, $"{cluster}-{i}", Entities))];
        try
        {
            await WaitAsync(() => processes.All(p => p.Report.Owned == Partitions / silos), processes);

            // Every entity comes into memory.
            long events = load.Fill(1);
            await WaitAsync(() => processes.Sum(p => p.Report.Committed) == events, processes);
            long start = Stopwatch.GetTimestamp();
            events += load.Fill(Rounds);
            await WaitAsync(() => processes.Sum(p => p.Report.Committed) == events, processes);
            double rate = Rounds * Entities / Stopwatch.GetElapsedTime(start).TotalSeconds;
            return (rate, silos == 1 ? 0 : await TakeOverAsync(processes, load));
        }
        finally
        {
            Array.ForEach(processes, p => p.Dispose());
        }
    }

    private static async Task<double> TakeOverAsync(SiloProcess[] silos, TopicLoad load)
    {
        using var stop = new CancellationTokenSource();
        Task loading = Task.Run(() => SendAsync(load, stop.Token));
        Array.ForEach(silos, s => s.ForgetPartitions());
        await WaitAsync(() => silos.Sum(s => s.Report.Served) == Partitions, silos);
        SiloProcess[] others = silos[..^1];
        long start = Stopwatch.GetTimestamp();
        silos[^1].Kill();
        Array.ForEach(others, s => s.ForgetPartitions());
        await WaitAsync(() => others.Sum(s => s.Report.Served) == Partitions, others);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await stop.CancelAsync();
        await loading;
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
