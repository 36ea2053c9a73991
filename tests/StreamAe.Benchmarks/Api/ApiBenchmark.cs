using System.Diagnostics;
using System.Globalization;

namespace StreamAe.Benchmarks.Api;

/// <summary>
/// What operators cost the work: the executable at 20,000 events a second, with 200 consoles that listen and 50 requests a second, beside itself
/// without them, in alternating windows of one run.
/// </summary>
internal static class ApiBenchmark
{
    private const int EventsPerSecond = 20_000;
    private const int Listeners = 200;
    private const int RequestsPerSecond = 50;
    private const int Windows = 3;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<BenchmarkRow> Run(BenchmarkOptions options) => RunAsync(options).GetAwaiter().GetResult();

    private static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(BenchmarkOptions options)
    {
        if (!File.Exists(OperatedProcess.Executable))
        {
            return [BenchmarkRow.Missing("api.events", "events/s", options.Threads, "the executable was not built beside this program: run it from the repository")];
        }

        using var process = new OperatedProcess(EventsPerSecond, options.Quality.MonitorFolder);
        await process.WaitUntilItJudgesAsync(Patience).ConfigureAwait(false);
        var alone = new List<Measured>();
        var operated = new List<Measured>();
        double median = 0, slow = 0;
        int failures = 0;
        for (int i = 0; i < Windows; i++)
        {
            alone.Add(await MeasureAsync(process).ConfigureAwait(false));
            var load = new OperatorLoad(process.Client, Listeners, RequestsPerSecond);
            await using (load.ConfigureAwait(false))
            {
                operated.Add(await MeasureAsync(process).ConfigureAwait(false));
                (median, slow, failures) = (load.Latency(0.5), load.Latency(0.99), failures + load.Failures);
            }
        }

        string note = string.Create(
            CultureInfo.InvariantCulture,
            $"{EventsPerSecond} events/s of both demo streams, {Windows} windows of {Window.TotalSeconds:0} s each way; {Listeners} live connections, {RequestsPerSecond} requests/s, {failures} failed; the client runs on the same machine");
        double with = operated.Average(m => m.EventsPerSecond), without = alone.Average(m => m.EventsPerSecond);
        double cost = operated.Average(m => m.MicrosecondsPerEvent), usual = alone.Average(m => m.MicrosecondsPerEvent);
        return
        [
            BenchmarkRow.Against("api.events", "events/s", with, without, options.Threads, $"{note}; peer = nobody looks"),
            new BenchmarkRow("api.processorTime", "µs/event", cost, usual, usual / cost, options.Threads, "of the service, all that it does; peer = nobody looks"),
            new BenchmarkRow("api.lag", "events", operated.Max(m => m.Lag), alone.Max(m => m.Lag), null, options.Threads, "largest seen; peer = nobody looks"),
            BenchmarkRow.Plain("api.latency.p50", "ms", median, options.Threads, "of requests, last window"),
            BenchmarkRow.Plain("api.latency.p99", "ms", slow, options.Threads, "of requests, last window"),
        ];
    }

    private static async Task<Measured> MeasureAsync(OperatedProcess process)
    {
        await Task.Delay(Settling).ConfigureAwait(false);
        long start = Stopwatch.GetTimestamp();
        TimeSpan used = process.Used;
        (long events, long lag, _) = await process.LookAsync().ConfigureAwait(false);
        while (Stopwatch.GetElapsedTime(start) < Window)
        {
            await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            lag = Math.Max(lag, (await process.LookAsync().ConfigureAwait(false)).Lag);
        }

        // Views are looked at once a second: over twelve of them that is a few per cent at most, and as much either way.
        long done = (await process.LookAsync().ConfigureAwait(false)).Events - events;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new Measured(done / seconds, (process.Used - used).TotalMicroseconds / Math.Max(1, done), lag);
    }

    private readonly record struct Measured(double EventsPerSecond, double MicrosecondsPerEvent, long Lag);
}
