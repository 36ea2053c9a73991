using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Data.Common;
using StreamAe.Host.Commands.Completions;
using StreamAe.Host.Commands.Lab;
using StreamAe.Host.Commands.Models;
using StreamAe.Host.Commands.Operating;
using StreamAe.Kafka.Consuming;
using StreamAe.Kafka.Native;
using StreamAe.Kafka.Producing;
using StreamAe.Monitoring.Files;

namespace StreamAe.Host.Commands;

/// <summary>The command line as a whole: its commands, and what becomes of errors.</summary>
internal static class StreamAeCommand
{
    /// <summary>How long a stop signal waits for the work to end: committing and publishing the last events have a time limit of their own below it.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(25);

    public static RootCommand Create()
    {
        RootCommand root = new(
            """
            StreamAe watches streams: every entity has its own small autoencoder, and an alert says what was wrong and what was expected.

            Examples:
              streamae demo
              streamae run --config deploy/service.yaml
              streamae thresholds preview --config deploy/service.yaml --budget 0.5
              streamae backtest --monitor deploy/monitors/streams.yaml --train 'data/*.train.csv.gz' --test 'data/*.test.csv.gz' --out out
            """)
        {
            DemoCommand.Create(),
            RunCommand.Create(),
            BacktestCommand.Create(),
            ReplayCommand.Create(),
            HealthCommand.Create(),
            KeysCommand.Create(),
            DevicesCommand.Create(),
            ModelsCommand.Create(),
            MonitorsCommand.Create(),
            PlanCommand.Create(),
            ThresholdsCommand.Create(),
            AlertsCommand.Create(),
            LettersCommand.Create(),
            ExplainCommand.Create(),
            SimulateCommand.Create(),
            LabCommand.Create(),
            CompletionsCommand.Create(),
        };
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        return root;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        using var signals = new StopSignals();
        ParseResult parsed = Create().Parse(args);
        if (parsed.Action is not AsynchronousCommandLineAction)
        {
            // It watches no token: a signal ends it.
            signals.Dispose();
        }

        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"streamae: {error.Message}").ConfigureAwait(false);
            }

            await Console.Error.WriteLineAsync($"See '{PathOf(parsed.CommandResult)} --help'.").ConfigureAwait(false);
            return ExitCode.WrongUse;
        }

        try
        {
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = StopTimeout };
            return await parsed.InvokeAsync(invocation, signals.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("streamae: stopped.").ConfigureAwait(false);
            return ExitCode.Failure;
        }
        catch (WrongUseException error)
        {
            await Console.Error.WriteLineAsync($"streamae: {error.Message}").ConfigureAwait(false);
            return ExitCode.WrongUse;
        }
        catch (Exception error) when (error is ObservationFileException or InvalidDataException or IOException or UnauthorizedAccessException
            or KafkaLibraryException or KafkaFeedException or KafkaSinkException or DbException)
        {
            await Console.Error.WriteLineAsync($"streamae: {error.Message}").ConfigureAwait(false);
            return ExitCode.Failure;
        }
    }
    /// <summary>The command as it is typed: <c>streamae monitors validate</c>.</summary>
    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}" : "streamae";
}
