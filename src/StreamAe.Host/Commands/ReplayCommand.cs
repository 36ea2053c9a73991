using System.CommandLine;
using System.Text.Json;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Replays;
using StreamAe.Host.Services;
using StreamAe.Kafka.Ranges;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Monitoring.Replaying;

namespace StreamAe.Host.Commands;

/// <summary><c>streamae replay</c></summary>
internal static class ReplayCommand
{
    /// <summary>A few seconds of reading.</summary>
    private const string DefaultWarmUp = "1000000";

    private const string FileThresholds = "file";
    private const string SetThresholds = "set";

    public static Command Create()
    {
        var config = new Option<FileInfo>("--config") { Description = "The service configuration (YAML).", Required = true };
        var source = new Option<string?>("--source") { Description = "The Kafka source; needed where there are several." };
        var monitor = new Option<string?>("--monitor") { Description = "The monitor; needed where several read the source." };
        var from = new Option<string>("--from")
        {
            Description = "Where the range begins: earliest, a time (of the messages' timestamps), offset:N, or offset:PARTITION=N,…, which reads no others.",
            Required = true,
        };
        var to = new Option<string?>("--to") { Description = "Where it ends, not included; like --from. Default the end of the topic when the command starts." };
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for verdicts.csv, alerts.jsonl, deadletters.csv and report.json.", Required = true };
        var models = new Option<string>("--models")
        {
            Description = "recorded: each row by the model that judged it when it came. current: every row by the newest. N: every row by version N of its entity's own models.",
            DefaultValueFactory = _ => "recorded",
        };
        var thresholds = new Option<string>("--thresholds")
        {
            Description = "file: the monitor file's. set: those that operators have set, as they are in force now, for the whole range, in place of the file's.",
            DefaultValueFactory = _ => FileThresholds,
        };
        thresholds.AcceptOnlyFromAmong(FileThresholds, SetThresholds);
        var warmUp = new Option<string>("--warmup")
        {
            Description = "What is read before --from and not reported: a number of messages a partition, all, or a duration such as 6h before a time.",
            DefaultValueFactory = _ => DefaultWarmUp,
        };
        var force = new Option<bool>("--force") { Description = "Write to --out though it is not empty." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command(
            "replay",
            """
            Judges a range of a Kafka source again, with the service's own models, and writes what comes of it to a folder. The service may run
            meanwhile: its consumer group, its store and its sinks are left as they are. Nothing is trained. The monitor file counts as it is now:
            change its threshold or its alert policy and see what they would have said. Thresholds that operators have set count with --thresholds set.

            With the same monitor file and --models recorded the verdicts and alert ids are those of the service, provided that the broker still
            holds what was before: windows, smoothed scores, silences, m of n and cooldown need earlier rows. --warmup says how many are read for
            that; a row whose entity had too few of them can differ. Of its own models an entity keeps the newest (training.keepVersions);
            rows that older ones judged are not judged again, and counted.

            Exit codes: 0 done, 1 failed, 2 the command line or a file is wrong.

            Example:
              streamae replay --config service.yaml --from 2026-11-24T00:00:00Z --to 2026-11-24T06:00:00Z --out last-night
              streamae replay --config service.yaml --from offset:12345 --models 7 --out by-version-7 --json
            """)
        {
            config, source, monitor, from, to, output, models, thresholds, warmUp, force, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            RangePlace begin = PlaceText.From(parsed.GetRequiredValue(from));
            RangePlace end = PlaceText.To(parsed.GetValue(to));
            PlaceText.VerifyOrder(begin, end);
            PartCatalog parts = PartCatalog.OfThisBuild();
            ServiceConfiguration configuration = ServiceFiles.Load(parsed.GetRequiredValue(config).ToString(), parts);
            (MonitorBinding binding, KafkaSource kafka) = ReplaySource.Find(configuration, parsed.GetValue(source), parsed.GetValue(monitor));
            var options = new ReplayOptions(
                begin,
                end,
                PlaceText.WarmUp(parsed.GetRequiredValue(warmUp), begin),
                PlaceText.Models(parsed.GetRequiredValue(models)),
                parsed.GetRequiredValue(output).FullName,
                []);
            ReplayFiles.Verify(options.Output, parsed.GetValue(force));
            bool asSet = parsed.GetRequiredValue(thresholds) == SetThresholds;
            return await RunAsync(configuration, binding, kafka, options, asSet, parts, parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ServiceConfiguration configuration,
        MonitorBinding monitor,
        KafkaSource source,
        ReplayOptions options,
        bool asSet,
        PartCatalog parts,
        bool asJson,
        CancellationToken cancellationToken)
    {
        ReplayReport report;
        try
        {
            using IReplayStore store = Stores.OpenForReplay(configuration);
            if (asSet)
            {
                using IOperatorStore operators = Stores.OpenForOperator(configuration, TimeProvider.System);
                options = options with { Overrides = operators.ListOverrides(monitor.Definition.Name) };
            }

            report = await PhaseBars.ShowAsync(bars =>
                new ReplayRun(configuration, monitor, source, store, options, parts, TimeProvider.System, new Phases(bars), bars.Tell).RunAsync(cancellationToken))
                .ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Brokers and databases fail in ways of their own; each is told in one line, and the exit code says that it failed.
        catch (Exception error) when (error is not (OperationCanceledException or WrongUseException))
        {
            await Console.Error.WriteLineAsync($"streamae: {error.Message.ReplaceLineEndings(" ")}").ConfigureAwait(false);
            return ExitCode.Failure;
        }
#pragma warning restore CA1031

        if (asJson)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, JsonOutput.Options)).ConfigureAwait(false);
        }
        else
        {
            ReplayTable.Print(Terminal.Output(), report, options.Output);
        }

        return ExitCode.Ok;
    }

    private sealed class Phases(PhaseBars bars) : IProgress<ReplayProgress>
    {
        public void Report(ReplayProgress value) => bars.Report(value.Phase, value.Done, value.Total, value.Done, "messages");
    }
}
