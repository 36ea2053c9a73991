using Npgsql;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Storage.Postgres;
using StreamAe.Storage.Scores;

namespace StreamAe.Storage;

/// <summary>The shared store as a replay reads it: as no instance, in transactions that cannot write.</summary>
public sealed class PostgresReplayStore : IReplayStore
{
    private readonly Server _server;
    private readonly MonitorReader _monitors;
    private readonly ScoreReader _scores;

    private PostgresReplayStore(Server server)
    {
        _server = server;
        _monitors = new MonitorReader(server);
        _scores = new ScoreReader(server);
    }

    /// <exception cref="InvalidDataException">The schema is no store, or of another version of the program.</exception>
    /// <exception cref="IOException">There is no such database, no store in it, or its server is too old.</exception>
    /// <exception cref="NpgsqlException">The server does not answer.</exception>
    public static PostgresReplayStore Open(string connectionString, PostgresOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        options ??= new PostgresOptions();
        options.Validate();
        var server = Server.Of(connectionString, "replay", options, readOnly: true);
        try
        {
            server.Use(connection =>
            {
                PostgresSchema.Verify(connection, options.Schema, server.Name);
                return true;
            });
            return new PostgresReplayStore(server);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public RecordedMonitor? Load(string monitor) => _server.UseView(view =>
    {
        if (MonitorReader.ReadHead(view, monitor) is not (long id, _))
        {
            return null;
        }

        Dictionary<string, long> positions = MonitorReader.ReadPositions(view, id);
        return positions.Count == 0
            ? null
            : new RecordedMonitor(positions, ReadObservations(view, id), _monitors.ReadPlans(view, id), ReadCohorts(view, id));
    });

    public IReadOnlyList<RecordedEntity?> Find(string monitor, IReadOnlyList<string> keys) => _server.UseView(view =>
    {
        Dictionary<string, RecordedEntity> found = MonitorReader.ReadHead(view, monitor) is (long id, _) ? FindIn(view, id, keys) : [];
        return (IReadOnlyList<RecordedEntity?>)[.. keys.Select(found.GetValueOrDefault)];
    });

    public EntityModel? ReadModel(long id) => Read("SELECT model FROM model WHERE id = $1", id);

    public EntityModel? ReadCohortModel(long id) => Read("SELECT model FROM cohort_model WHERE id = $1", id);

    public IReadOnlyList<RecordedAlert> ReadAlerts(string monitor, long from, long to) => AlertReader.Read(_server, monitor, from, to);

    public IEnumerable<StoredScore> ReadScores(string monitor, long from, long to, string? entity = null) =>
        ScoreWalk.Read(_scores, monitor, from, to, entity);

    public void Dispose()
    {
        _monitors.Dispose();
        _server.Dispose();
    }

    private EntityModel? Read(string sql, long id) => _server.Use(connection =>
        connection.Scalar(sql, Sql.Int64(id)) is byte[] bytes ? EntityModelCodec.Read(bytes) : null);

    private static Dictionary<string, long> ReadObservations(NpgsqlConnection view, long monitor)
    {
        var observations = new Dictionary<string, long>(StringComparer.Ordinal);
        using NpgsqlCommand command = view.Command("SELECT key, state FROM entity WHERE monitor = $1", Sql.Int64(monitor));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            observations.Add(
                StoredText.Read(reader.GetFieldValue<byte[]>(0)), EntityMonitor.ReadCounts(reader.GetFieldValue<byte[]>(1)).Observations);
        }

        return observations;
    }

    private static List<CohortStart> ReadCohorts(NpgsqlConnection view, long monitor)
    {
        var cohorts = new List<CohortStart>();
        using NpgsqlCommand command = view.Command("""
            SELECT plan, source, from_position, model FROM cohort_start JOIN position ON position.id = cohort_start.position
            WHERE monitor = $1 ORDER BY plan, cohort_start.position, from_position
            """, Sql.Int64(monitor));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            cohorts.Add(new CohortStart(reader.GetInt32(0), StoredText.Read(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return cohorts;
    }

    private static Dictionary<string, RecordedEntity> FindIn(NpgsqlConnection view, long monitor, IReadOnlyList<string> keys)
    {
        var found = new Dictionary<string, RecordedEntity>(StringComparer.Ordinal);
        var models = new Dictionary<string, List<RecordedModel>>(StringComparer.Ordinal);
        using NpgsqlCommand command = view.Command("""
            SELECT key, plan, used.id, version, source, from_position, from_sequence, after_version
            FROM entity LEFT JOIN (
                SELECT id, entity, version, position, from_position, from_sequence, after_version, 1 AS last FROM model
                UNION ALL
                SELECT id, entity, version, u.position, u.from_position, u.from_sequence, u.after_version, 0 AS last
                FROM model_use u JOIN model USING (entity, version)) used ON used.entity = entity.id
            LEFT JOIN position ON position.id = used.position
            WHERE entity.monitor = $1 AND key = ANY($2) ORDER BY from_sequence, last, used.id
            """, Sql.Int64(monitor), Sql.Array(keys.Select(StoredText.Write).ToList()));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            string key = StoredText.Read(reader.GetFieldValue<byte[]>(0));
            if (!models.TryGetValue(key, out List<RecordedModel>? its))
            {
                models.Add(key, its = []);
                found.Add(key, new RecordedEntity(key, reader.GetInt32(1), its));
            }

            if (!reader.IsDBNull(2))
            {
                its.Add(new RecordedModel(
                    reader.GetInt64(2),
                    reader.GetInt32(3),
                    reader.IsDBNull(4) ? null : StoredText.Read(reader.GetFieldValue<byte[]>(4)),
                    reader.IsDBNull(5) ? null : reader.GetInt64(5),
                    reader.GetInt64(6),
                    reader.IsDBNull(7) ? null : reader.GetInt32(7)));
            }
        }

        return found;
    }
}
