using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Benchmarks.Kafka;
using StreamAe.Monitoring.Modules;
using StreamAe.Storage;

namespace StreamAe.Benchmarks.Cluster;

/// <summary>
/// This program as one silo of a cluster, for <see cref="SiloProcess"/>: judges the topic until its standard input ends, and says twenty times
/// a second how far it is (<see cref="SiloReport"/>). A line <c>forget</c> begins the count of the partitions anew that it made events durable of.
/// </summary>
internal static class SiloCommand
{
    public const string Name = "silo";
    public const string Forget = "forget";

    private static readonly TimeSpan ReportPeriod = TimeSpan.FromMilliseconds(50);

    public static Command Create()
    {
        var brokers = new Argument<string>("brokers");
        var database = new Argument<string>("database");
        var cluster = new Argument<string>("cluster");
        var instance = new Argument<string>("instance");
        var entities = new Argument<int>("entities");
        var command = new Command(Name, "One silo of the benchmark orleans.") { brokers, database, cluster, instance, entities };
        command.Hidden = true;
        command.SetAction(parsed => RunAsync(
            parsed.GetRequiredValue(brokers),
            parsed.GetRequiredValue(database),
            parsed.GetRequiredValue(cluster),
            parsed.GetRequiredValue(instance),
            parsed.GetValue(entities)));
        return command;
    }


    private static async Task RunAsync(string brokers, string database, string cluster, string instance, int entities)
    {
        using PostgresStateStore store = PostgresStateStore.Open(database, [], instance, new PostgresOptions { Schema = cluster });
        IRuntimeHost host = OrleansBenchmark.Find().Create(
            new RuntimeSetup(TimeProvider.System, NullLoggerFactory.Instance) { Cluster = cluster, Database = database, Schema = cluster });
        await using var monitor = new TopicMonitor(store, brokers, cluster, entities, Environment.ProcessorCount, trains: false, host);
        monitor.Start();
        using var ended = new CancellationTokenSource();
        Task listening = Task.Run(async () =>
        {
            while (await Console.In.ReadLineAsync() is string line)
            {
                if (line == Forget)
                {
                    monitor.Sources.Clear();
                }
            }

            await ended.CancelAsync();
        });
        while (!ended.IsCancellationRequested)
        {
            Console.WriteLine(new SiloReport(monitor.Committed, monitor.Partitions, monitor.Sources.Count));
            await Task.Delay(ReportPeriod, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await listening;
    }
}
