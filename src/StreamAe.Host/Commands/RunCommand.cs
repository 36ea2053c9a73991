using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Services.Reloads;
using StreamAe.Host.Telemetry;

namespace StreamAe.Host.Commands;

/// <summary><c>streamae run</c></summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = new Option<FileInfo>("--config") { Description = "The service configuration (YAML).", Required = true };
        var seconds = new Option<int?>("--seconds") { Description = "Stop after so many seconds instead of at the end of the sources." };
        seconds.Validators.Add(result =>
        {
            if (result.TryGet(out int? value) && value is < 1)
            {
                result.AddError("--seconds must be 1 or more.");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print a summary as JSON at the end; alerts of the console sink go to standard error then." };
        var command = new Command(
            "run",
            """
            Runs the service: monitors, sources and sinks of one file, with its state in a data folder. Ends when every source has ended, or at
            SIGTERM and Ctrl-C, after everything that was read is judged, committed and published. Starting again continues there. At SIGHUP
            it reads its file and its monitors again and goes on with them in the same process; what cannot change there (ports, keys, data,
            compute, runtime kind) is told and waits for the next start. The log goes to standard error.

            A small configuration (paths are relative to the file; deploy/service.yaml shows every key):
              monitors: [monitors/pumps.yaml]
              sources:
                - {name: pumps, kind: files, paths: ["incoming/*.csv"]}
              sinks:
                - {kind: log, path: alerts.jsonl}

            Exit codes: 0 ended, 1 failed while running, 2 the command line or a file is wrong.

            Example:
              streamae run --config deploy/service.yaml
            """)
        {
            config, seconds, json,
        };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(config).ToString(), parsed.GetValue(seconds), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string config, int? seconds, bool asJson, CancellationToken cancellationToken)
    {
        // Before the files are read: a signal meanwhile means the files as they are then, and must not end the process.
        var reload = new ReloadRequest();
        using PosixSignalRegistration? hangUp = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            reload.Ask();
        });
        PartCatalog parts = PartCatalog.OfThisBuild();
        ServiceConfiguration configuration = ServiceFiles.Load(config, parts);
        using ILoggerFactory loggers = LoggerFactory.Create(logging =>
        {
            Collector.Of(configuration.Telemetry)?.AddTo(logging);
            Configure(logging);
        });
        var run = new ServiceRun(
            configuration, parts, asJson ? Console.Error : Console.Out, TimeProvider.System, loggers, new ConfigurationFile(config, parts), reload);
        ServiceSummary? summary;
        try
        {
            summary = await run.RunAsync(seconds is int limit ? TimeSpan.FromSeconds(limit) : null, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever ends a service is told in one line; nothing is hidden, the exit code says that it failed.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            loggers.Dispose(); // The log's own lines first.
            await Console.Error.WriteLineAsync($"streamae: {error.Message.ReplaceLineEndings(" ")}").ConfigureAwait(false);
            return ExitCode.Failure;
        }
#pragma warning restore CA1031

        if (asJson && summary is not null)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(summary, JsonOutput.Options)).ConfigureAwait(false);
        }

        return ExitCode.Ok;
    }

    /// <summary>To standard error, in one line each.</summary>
    private static void Configure(ILoggingBuilder logging) => logging
        .AddFilter(ClusterLog.Category, ClusterLog.Least)
        .AddFilter(ClusterLog.WatchdogCategory, LogLevel.Error)
        .AddFilter(ClusterLog.RetryCategory, ClusterLog.Least)
        .AddFilter(ClusterLog.SettingsCategory, LogLevel.Error)
        .AddSimpleConsole(format =>
        {
            format.SingleLine = true;
            format.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            format.UseUtcTimestamp = true;
        })
        .Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
}
