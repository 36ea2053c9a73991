using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Planning;
using StreamAe.Monitoring.Plans;
using StreamAe.Storage;

namespace StreamAe.Host.Commands;

/// <summary><c>streamae plan</c></summary>
internal static class PlanCommand
{
    private const double UsualSeconds = 3;
    private const double LongSeconds = 15;
    private const double MostSeconds = 600;
    private const double CommittingShare = 0.15;
    private const int MostCores = 65_536;
    private const string UsualMemory = "24GiB";

    // Of runtime.memory.
    private static readonly BytesForm MemoryForm = new(16L << 20, 16L << 40);
    private static readonly DurationForm RetentionForm = new(TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));

    public static Command Create()
    {
        var monitor = new Option<FileInfo>("--monitor") { Description = "The monitor file (YAML).", Required = true };
        var entities = new Option<string>("--entities") { Description = "Entities to watch: 20000 or 1e6.", Required = true };
        var rate = new Option<string>("--rate")
        {
            Description = "Events: 5000/s, 20/min or 1e6/h of all entities together; '1/min per entity' of each.",
            Required = true,
        };
        var channels = new Option<string?>("--channels") { Description = "Names of the numeric fields, with commas between; for a monitor with features: all." };
        var sample = new Option<FileInfo?>("--sample") { Description = "A CSV file whose header names the fields, instead of --channels." };
        var measure = new Option<double?>("--measure")
        {
            Description = "Seconds to measure with the monitor's models on this machine. Default 3; 15 without a number; 0 reckons with the benchmarks' machine.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var memory = new Option<string>("--memory") { Description = "Memory to fit in, a runtime.memory such as 2GiB.", DefaultValueFactory = _ => UsualMemory };
        var cores = new Option<string?>("--cores") { Description = "Cores there are. Default this machine's." };
        var keepScores = new Option<string?>("--keep-scores") { Description = "How long scores are stored for previews, such as 7d. Default: none are." };
        var json = new Option<bool>("--json") { Description = "Print the plan as JSON, in bytes, seconds and cores." };
        var command = new Command(
            "plan",
            """
            Says what a monitor will need before anything is created: memory, disk, cores for judging and for training, and what will not
            fit. Sizes come from the monitor's own layout; costs are measured here in a few seconds with models of its shape.

            Examples:
              streamae plan --monitor deploy/monitors/pumps.yaml --entities 20000 --rate '1/min per entity'
              streamae plan --monitor deploy/monitors/streams.yaml --entities 500 --rate 5000/s --channels cpu,memory,disk --json
            """)
        {
            monitor, entities, rate, channels, sample, measure, memory, cores, keepScores, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            double seconds = parsed.GetResult(measure) is { Implicit: false } ? ReadSeconds(parsed.GetValue(measure)) : UsualSeconds;
            if (seconds > 0 && !CompiledProcess.IsHere)
            {
                return await CompiledProcess.RunAsync(cancellationToken).ConfigureAwait(false);
            }

            // Before anything else takes memory.
            long processBytes = Environment.WorkingSet;
            long entityCount = ReadEntities(parsed.GetRequiredValue(entities));
            EventRate events = ReadRate(parsed.GetRequiredValue(rate));
            long memoryBytes = OptionForms.Read(MemoryForm, "--memory", parsed.GetRequiredValue(memory));
            TimeSpan? kept = parsed.GetValue(keepScores) is string text ? OptionForms.Read(RetentionForm, "--keep-scores", text) : null;
            MonitorDefinition definition = MonitorFiles.Load(parsed.GetRequiredValue(monitor).FullName);
            Schema schema = ReadSchema(definition, parsed.GetValue(channels), parsed.GetValue(sample));
            MonitorPlan plan = CreatePlan(definition, schema);
            double total = events.TotalPerSecond(entityCount);
            var request = new CapacityRequest(plan, entityCount, events, SqliteFootprint.Of(plan, entityCount, total))
            {
                Cores = ReadCores(parsed.GetValue(cores)),
                MemoryBytes = memoryBytes,
                ProcessBytes = processBytes,
                ScoresKept = kept,
            };
            bool measures = seconds > 0 && plan.Arena.SlotBytes <= MachineMeasurement.LargestModelBytes;
            MachineSpeed speed = measures
                ? await MeasureAsync(request, seconds, total, cancellationToken).ConfigureAwait(false)
                : ReferenceSpeed.Of(plan);
            CapacityPlan capacity = CapacityPlanner.Plan(request, speed);
            if (parsed.GetValue(json))
            {
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(capacity, JsonOutput.Options)).ConfigureAwait(false);
            }
            else
            {
                PlanTable.Print(Terminal.Output(), capacity, definition);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<MachineSpeed> MeasureAsync(CapacityRequest request, double seconds, double total, CancellationToken cancellationToken)
    {
        (MonitorDefinition definition, Schema schema) = (request.Plan.Definition, request.Plan.Schema);
        MachineSpeed speed = await MachineMeasurement.RunAsync(
            definition, schema, request.Entities, total / request.Entities, seconds * (1 - CommittingShare), cancellationToken).ConfigureAwait(false);
        try
        {
            return speed with { Committing = await MeasureCommittingAsync(request, speed.Judging, seconds * CommittingShare, total, cancellationToken).ConfigureAwait(false) };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or DbException)
        {
            // Everything else is known all the same.
            await Console.Error.WriteLineAsync($"warning: committing is not measured: {error.Message}").ConfigureAwait(false);
            return speed;
        }
    }

    private static async Task<Measured> MeasureCommittingAsync(
        CapacityRequest request, Measured judging, double seconds, double total, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("streamae-plan-").FullName;
        try
        {
            using var store = SqliteStateStore.Open(folder, []);
            return await MachineMeasurement.CommittingAsync(
                store, request.Plan.Definition, request.Plan.Schema, request.Entities, total, judging, seconds, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long ReadEntities(string text)
    {
        const NumberStyles Style = NumberStyles.AllowExponent | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out decimal count)
            && count == decimal.Truncate(count) && count is >= 1 and <= CapacityRequest.MostEntities
            ? (long)count
            : throw new WrongUseException($"--entities {DefinitionErrors.Shown(text)}: must be a whole number from 1 to {CapacityRequest.MostEntities:N0}, such as 20000 or 1e6.");
    }

    private static EventRate ReadRate(string text) => EventRate.TryParse(text, out EventRate rate)
        ? rate
        : throw new WrongUseException($"--rate {DefinitionErrors.Shown(text)}: must be {EventRate.Rule}.");

    private static int ReadCores(string? text) => text is null
        ? Environment.ProcessorCount
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= MostCores
            ? count
            : throw new WrongUseException($"--cores {DefinitionErrors.Shown(text)}: must be 1 to {MostCores:N0}.");

    private static double ReadSeconds(double? given) => given switch
    {
        null => LongSeconds,
        >= 0 and <= MostSeconds => given.Value,
        _ => throw new WrongUseException($"--measure must be 0 to {MostSeconds} seconds."),
    };

    /// <summary>The channels the monitor reads: its own list, or where it takes all there are, the caller's.</summary>
    private static Schema ReadSchema(MonitorDefinition definition, string? names, FileInfo? sample)
    {
        if (names is not null && sample is not null)
        {
            throw new WrongUseException("--channels and --sample both name the fields: give one of them.");
        }

        if (sample is not null)
        {
            try
            {
                return new CsvObservationSource(sample.FullName, SourceColumns.LayoutOf(definition), new EntityDirectory(), new DeadLetterCounter(keep: 0)).Schema;
            }
            catch (ObservationFileException error)
            {
                throw new WrongUseException($"--sample {error.Message}");
            }
        }

        IReadOnlyList<Channel>? own = FeatureEncoder.ChannelsOf(definition);
        if (own is not null)
        {
            return names is null
                ? new Schema(own)
                : throw new WrongUseException($"--channels: monitor {definition.Name} lists its features itself. Leave --channels out.");
        }

        if (names is null)
        {
            throw new WrongUseException(
                $"monitor {definition.Name} has features: all, which depend on its data. Name the fields with --channels a,b,c, or give a CSV file of them with --sample FILE.");
        }

        string[] channels = names.Split(',', StringSplitOptions.TrimEntries);
        string[] roles = [definition.EntityField, definition.TimeField, definition.LabelField];
        if (channels.Any(string.IsNullOrEmpty) || channels.Distinct().Count() != channels.Length || channels.Intersect(roles).Any())
        {
            throw new WrongUseException(
                $"--channels {DefinitionErrors.Shown(names)}: must be different names with commas between, none of them {string.Join(", ", roles)}.");
        }

        return new Schema([.. channels.Select(Channel.Number)]);
    }

    private static MonitorPlan CreatePlan(MonitorDefinition definition, Schema schema)
    {
        try
        {
            return new MonitorPlan(definition, schema);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new WrongUseException($"monitor {definition.Name} makes no model of {schema.Count} channels: {error.Message}");
        }
    }
}
