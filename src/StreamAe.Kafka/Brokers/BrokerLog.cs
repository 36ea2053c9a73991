using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace StreamAe.Kafka.Brokers;

/// <summary>What clients say of their brokers.</summary>
internal static partial class BrokerLog
{
    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Client}: topic {Topic} is not there ({Reason}). Waiting for it.")]
    public static partial void UnknownTopic(ILogger logger, string client, string topic, string reason);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Client}: no broker of {Brokers} can be reached ({Reason}). Trying again for as long as it takes.")]
    public static partial void Down(ILogger logger, string client, string brokers, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Client}: the brokers answer again.")]
    public static partial void Up(ILogger logger, string client);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Client}: the brokers refuse these credentials or this encryption ({Code}: {Reason}). Correct security.protocol, sasl.* or "
            + "ssl.*; trying again meanwhile.")]
    public static partial void Refused(ILogger logger, string client, ErrorCode code, string reason);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Client} is not allowed to use {What} ({Reason}). Grant it; trying again meanwhile.")]
    public static partial void Unauthorized(ILogger logger, string client, string what, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Client}: {Code}: {Reason}")]
    public static partial void Trouble(ILogger logger, string client, ErrorCode code, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Client}: {Facility} {Message}")]
    public static partial void Library(ILogger logger, string client, string facility, string message);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Client}: {Code}: {Reason}")]
    public static partial void Detail(ILogger logger, string client, ErrorCode code, string reason);
}
