using System.Net;
using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;

namespace StreamAe.Host.Services;

/// <summary>What a service says while it runs.</summary>
internal static partial class ServiceLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "StreamAe {Version}: {Monitors} monitors, compute {Compute}, {Shards} shards, state in {Data}.")]
    public static partial void LogStarted(this ILogger logger, string version, int monitors, string compute, int shards, string data);

    [LoggerMessage(Level = LogLevel.Information, Message = "Monitor {Monitor} ({File}) reads source {Source}.")]
    public static partial void LogMonitor(this ILogger logger, string monitor, string file, string source);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Monitor {Monitor} was edited since it ran: its features, window or model are others now. Each entity keeps its old model until there is a new one for it.")]
    public static partial void LogEdited(this ILogger logger, string monitor);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Content} go to {Sink}.")]
    public static partial void LogSink(this ILogger logger, SinkContent content, string sink);

    [LoggerMessage(Level = LogLevel.Information, Message = "This build has no part {Part} ({Status}).")]
    public static partial void LogPartLeftOut(this ILogger logger, string part, string status);

    [LoggerMessage(Level = LogLevel.Information, Message = "Compute auto takes simd: {Obstacle}.")]
    public static partial void LogComputeObstacle(this ILogger logger, string obstacle);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Compute: {Trouble}")]
    public static partial void LogComputeTrouble(this ILogger logger, string trouble);

    [LoggerMessage(Level = LogLevel.Information, Message = "Compute: {Finding}")]
    public static partial void LogComputeFinding(this ILogger logger, string finding);

    [LoggerMessage(Level = LogLevel.Information, Message = "Compute: kernels compiled before the first poll: {Kernels}, in {Seconds:0.0} s.")]
    public static partial void LogWarmedUp(this ILogger logger, int kernels, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Monitor {Monitor} continues after {Events} events; its entities come with their next ones.")]
    public static partial void LogContinues(this ILogger logger, string monitor, long events);

    [LoggerMessage(Level = LogLevel.Information, Message = "Monitor {Monitor} continues after {Events} events and {Entities} entities.")]
    public static partial void LogRestored(this ILogger logger, string monitor, long events, int entities);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Monitor {Monitor}: {Events} events ({Rate:0}/s in the last {Seconds:0} s), {Alerts} alerts, {Models} models put in use, {Failed} trainings failed, {Backlog} waiting.")]
    public static partial void LogTotals(
        this ILogger logger, string monitor, long events, double rate, double seconds, long alerts, long models, long failed, int backlog);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dead letters so far: {Letters}. See {File}.")]
    public static partial void LogDeadLetters(this ILogger logger, string letters, string file);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} is incomplete: {Failure}. Dead letters are counted on.")]
    public static partial void LogDeadLetterFailure(this ILogger logger, string file, string failure);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Monitor {Monitor}: training of {Entity} {Verdict}: {Detail}")]
    public static partial void LogTrainingFailed(this ILogger logger, string monitor, string entity, string verdict, string detail);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Monitor {Monitor}: training of {Entity} {Verdict}, {Failures} times in a row now; it waits longer each time before it tries again: {Detail}")]
    public static partial void LogTrainingFailedAgain(this ILogger logger, string monitor, string entity, string verdict, int failures, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} more trainings failed since the last totals and are not listed.")]
    public static partial void LogMoreTrainingsFailed(this ILogger logger, long count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Monitor {Monitor}: the new model of {Entity} is in use, but: {Warnings}")]
    public static partial void LogTrainingWarned(this ILogger logger, string monitor, string entity, string warnings);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} more models were put in use with a warning since the last totals and are not listed.")]
    public static partial void LogMoreTrainingsWarned(this ILogger logger, long count);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Monitor {Monitor} ends with {Waiting} trainings waiting; they are due again at the next start. A source that is read faster than models are trained needs runtime: {{training: inline}}.")]
    public static partial void LogUntrained(this ILogger logger, string monitor, int waiting);

    [LoggerMessage(Level = LogLevel.Information, Message = "Answers /health/live, /health/ready and /metrics at {Address}, port {Port}.")]
    public static partial void LogHealth(this ILogger logger, IPAddress address, int port);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: what was read is judged, committed and published.")]
    public static partial void LogStopping(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ended after {Seconds:0.0} s: {Events} events, {Alerts} alerts, {DeadLetters} dead letters.")]
    public static partial void LogEnded(this ILogger logger, double seconds, long events, long alerts, long deadLetters);
}
