using Microsoft.Extensions.Logging;

namespace StreamAe.Kafka.Consuming;

/// <summary>What a feed says.</summary>
internal static partial class FeedLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Kafka source {Source} reads {Topics} from {Brokers} in group {Group}; client library {Library}.")]
    public static partial void Started(ILogger logger, string source, string topics, string brokers, string group, string library);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Partition} is ours (epoch {Epoch}) and goes on at {Position}.")]
    public static partial void Assigned(ILogger logger, string partition, long epoch, string position);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} partitions of Kafka source {Source} went to other members; their effects are durable.")]
    public static partial void Revoked(ILogger logger, string source, int count);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The effects of {Count} revoked partitions of Kafka source {Source} did not become durable within {Limit}; the next owner reads them again.")]
    public static partial void RevokedLate(ILogger logger, string source, int count, TimeSpan limit);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The group has given away {Count} partitions of Kafka source {Source} without asking: this member was silent for longer than "
            + "session.timeout.ms or max.poll.interval.ms. What was not durable is read again by the next owner.")]
    public static partial void LostPartitions(ILogger logger, string source, int count);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Another process has claimed {Partition}: reading of it stops. If it is still ours by the group in {After}, it is claimed again.")]
    public static partial void Fenced(ILogger logger, string partition, TimeSpan after);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Partition} cannot be begun; trying again in {After}.")]
    public static partial void ClaimFailed(ILogger logger, Exception error, string partition, TimeSpan after);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The broker cannot tell which offset of {Partition} belongs to {Time} ({Reason}); it is read from the earliest message on.")]
    public static partial void NoOffsetsForTimes(ILogger logger, string partition, DateTimeOffset time, string reason);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Partition} was added after its topic was begun; it is read from its beginning, so that nothing of it is missed.")]
    public static partial void Added(ILogger logger, string partition);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The broker says that {Partition} has no message of {Time} or later; it is read from its end on, offset {End}.")]
    public static partial void NoneSince(ILogger logger, string partition, DateTimeOffset time, long end);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The broker has deleted {Lost} messages of {Partition} before they were read, offsets {Position} to {Low}: they are judged nowhere. "
            + "Going on at {Low}. A longer retention of the topic, or a faster reader, prevents it.")]
    public static partial void Deleted(ILogger logger, string partition, long lost, long position, long low);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The broker has no offset {Position} of {Partition}, only {Low} to {High}: the topic was made anew, or cut. Going on at {Low}.")]
    public static partial void OutOfRange(ILogger logger, string partition, long position, long low, long high);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Kafka source {Source} waits: all polls are under way, and the store has not taken them yet. The group keeps its partitions meanwhile.")]
    public static partial void Waiting(ILogger logger, string source);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Kafka source {Source} waits while the model of all its entities is trained. The group keeps its partitions meanwhile.")]
    public static partial void WaitingForTraining(ILogger logger, string source);

    [LoggerMessage(Level = LogLevel.Information, Message = "Kafka source {Source} goes on.")]
    public static partial void GoesOn(ILogger logger, string source);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka source {Source} could not leave its group in order within {Limit}; the group notices by itself.")]
    public static partial void CloseLate(ILogger logger, string source, TimeSpan limit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka source {Source} could not leave its group in order; the group notices by itself.")]
    public static partial void CloseFailed(ILogger logger, Exception error, string source);
}
