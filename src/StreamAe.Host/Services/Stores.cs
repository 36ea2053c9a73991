using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Storage;

namespace StreamAe.Host.Services;

/// <summary>Opens the store that a configuration asks for.</summary>
internal static class Stores
{
    /// <summary>Beside the service that may be using it, and without changing it.</summary>
    /// <exception cref="IOException">There is none, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, no store, or of another version of the program.</exception>
    public static IReplayStore OpenForReplay(ServiceConfiguration configuration) =>
        configuration.Store is PostgresStoreConfiguration postgres
            ? PostgresReplayStore.Open(postgres.Connection.Reveal(), new PostgresOptions { Schema = postgres.Schema })
            : SqliteReplayStore.Open(configuration.Data);

    /// <summary>Beside the service that may be using it: an operator's requests and overrides are written, the rest is read.</summary>
    /// <exception cref="IOException">There is none, or it cannot be used.</exception>
    /// <exception cref="InvalidDataException">It is damaged, no store, or of another version of the program.</exception>
    public static IOperatorStore OpenForOperator(ServiceConfiguration configuration, TimeProvider time) =>
        configuration.Store is PostgresStoreConfiguration postgres
            ? PostgresOperatorStore.Open(postgres.Connection.Reveal(), new PostgresOptions { Schema = postgres.Schema, Time = time })
            : SqliteOperatorStore.Open(configuration.Data, time);

    /// <param name="sinks">Names of the sinks that each alert is for.</param>
    /// <exception cref="IOException">It cannot be used, or another process has it.</exception>
    /// <exception cref="InvalidDataException">It is damaged, no store, or from a newer version of the program.</exception>
    public static IStateStore Open(ServiceConfiguration configuration, IReadOnlyList<string> sinks, TimeProvider time, ILoggerFactory loggers) =>
        configuration.Store is PostgresStoreConfiguration postgres
            ? PostgresStateStore.Open(
                postgres.Connection.Reveal(),
                sinks,
                postgres.Instance ?? Environment.MachineName,
                new PostgresOptions
                {
                    Schema = postgres.Schema,
                    Time = time,
                    ScoreRetention = postgres.KeepScores,
                    AlertRetention = postgres.KeepAlerts,
                },
                loggers.CreateLogger<PostgresStateStore>())
            : SqliteStateStore.Open(
                configuration.Data,
                sinks,
                new StoreOptions { Time = time, ScoreRetention = configuration.Store.KeepScores, AlertRetention = configuration.Store.KeepAlerts },
                loggers.CreateLogger<SqliteStateStore>());
}
