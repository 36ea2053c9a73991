using System.CommandLine;
using StreamAe.Host.Demo;
using StreamAe.Host.Modules;
using StreamAe.Monitoring.Modules;

namespace StreamAe.Host.Commands;

/// <summary><c>streamae demo</c></summary>
internal static class DemoCommand
{
    private const string LocalRuntime = "local";
    private const double MaxRate = 10_000_000;

    public static Command Create()
    {
        var rate = new Option<double>("--rate") { Description = "Events a second, both streams together.", DefaultValueFactory = _ => 2000 };
        rate.Validators.Add(result =>
        {
            if (result.TryGet(out double value) && value is not (>= 2 and <= MaxRate))
            {
                result.AddError($"--rate must be 2 to {MaxRate:N0}.");
            }
        });
        var seconds = new Option<int?>("--seconds") { Description = "Stop after so many seconds instead of at Ctrl-C." };
        seconds.Validators.Add(result =>
        {
            if (result.TryGet(out int? value) && value is < 1)
            {
                result.AddError("--seconds must be 1 or more.");
            }
        });
        var noConsole = new Option<bool>("--no-console") { Description = "No live view: a line every few seconds, as when the output is no terminal." };
        var kafka = new Option<bool>("--kafka")
        {
            Description = "Send the streams through topics of a Kafka broker inside the demo, and the alerts to the topic alerts.",
        };
        var runtime = new Option<string>("--runtime")
        {
            Description = "local, or orleans: a cluster of this process alone.",
            DefaultValueFactory = _ => LocalRuntime,
        };
        runtime.AcceptOnlyFromAmong(LocalRuntime, PartNames.OrleansRuntime);
        runtime.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() == PartNames.OrleansRuntime
                && !PartCatalog.OfThisBuild().TryFind<IRuntimeModule>(PartNames.Orleans, m => m.Runtime == PartNames.OrleansRuntime, out _, out string obstacle))
            {
                result.AddError($"--runtime orleans needs the part {PartNames.Orleans}, which {obstacle}.");
            }
        });
        var data = new Option<DirectoryInfo?>("--data")
        {
            Description = "Folder of the state and the alerts [default: data/demo; with --kafka data/demo-kafka, begun anew each time].",
        };
        var shards = new Option<int>("--shards") { Description = "Loops a stream; changes no verdict.", DefaultValueFactory = _ => Environment.ProcessorCount };
        shards.Validators.Add(result =>
        {
            if (result.TryGet(out int value) && value is < 1 or > 1024)
            {
                result.AddError("--shards must be 1 to 1024.");
            }
        });
        var seed = new Option<ulong>("--seed") { Description = "Of the simulated world; keep it for one data folder.", DefaultValueFactory = _ => 1 };
        var port = new Option<int>("--port") { Description = "Port of the console in the browser, on 127.0.0.1; 0 serves none.", DefaultValueFactory = _ => 8080 };
        port.Validators.Add(result =>
        {
            if (result.TryGet(out int value) && value is < 0 or > 65535)
            {
                result.AddError("--port must be 0 to 65535.");
            }
        });
        var command = new Command(
            "demo",
            """
            Simulates 200 pumps and 2,000 payment cards with injected anomalies, learns them, and shows the alerts as they come. At the end it
            says how many of the injected anomalies were found. Starting again continues from the data folder.

            With --kafka the streams are JSON messages in the topics pumps and cards of a broker on 127.0.0.1 that lives as long as the demo;
            the demo says its address, and any Kafka client can read along.

            Examples:
              streamae demo
              streamae demo --rate 20000 --seconds 60 --no-console
              streamae demo --kafka
              streamae demo --runtime orleans
              kcat -b 127.0.0.1:PORT -t alerts -C     (in another terminal, with the address that the demo printed)
            """)
        {
            port, rate, seconds, noConsole, kafka, runtime, data, shards, seed,
        };
        command.SetAction((parsed, cancellationToken) => DemoSession.RunAsync(
            new DemoOptions(
                parsed.GetValue(rate),
                parsed.GetValue(seconds),
                !parsed.GetValue(noConsole) && !Console.IsOutputRedirected,
                (parsed.GetValue(data) ?? DefaultFolder(parsed.GetValue(kafka))).FullName,
                parsed.GetValue(shards),
                parsed.GetValue(seed),
                parsed.GetValue(port),
                parsed.GetValue(kafka),
                parsed.GetValue(runtime) == PartNames.OrleansRuntime),
            cancellationToken));
        return command;
    }

    private static DirectoryInfo DefaultFolder(bool usesKafka) => new(Path.Combine("data", usesKafka ? "demo-kafka" : "demo"));
}
