using Npgsql;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Training;

namespace StreamAe.Storage.Postgres;

/// <summary>Lists trainings and versions.</summary>
internal sealed class VersionReader(Server server)
{
    public IReadOnlyList<string> ListMonitors() => server.Use(connection =>
    {
        var names = new List<string>();
        using NpgsqlCommand command = connection.Command(
            "SELECT name FROM monitor WHERE EXISTS (SELECT 1 FROM position WHERE monitor = monitor.id AND next IS NOT NULL)");
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            names.Add(StoredText.Read(reader.GetFieldValue<byte[]>(0)));
        }

        names.Sort(StringComparer.Ordinal);
        return names;
    });

    /// <summary>Its row; null where nothing is stored of it.</summary>
    public long? Find(string monitor, string entity) => server.Use(connection => (long?)connection.Scalar("""
        SELECT id FROM entity WHERE monitor = (SELECT id FROM monitor WHERE sha256(name) = sha256($1)) AND key = $2
        """, Sql.Name(monitor), Sql.Name(entity)));

    /// <summary>Entities of the monitor.</summary>
    public long Count(string monitor) => server.Use(connection => (long?)connection.Scalar(
        "SELECT count(*) FROM entity WHERE monitor = (SELECT id FROM monitor WHERE sha256(name) = sha256($1))", Sql.Name(monitor)) ?? 0);

    /// <summary>Keys that hold a text, in their order.</summary>
    /// <param name="after">Only those behind this one; empty for all.</param>
    public IReadOnlyList<string> Search(string monitor, string text, string after, int max) => server.Use(connection =>
    {
        var keys = new List<string>();
        using NpgsqlCommand command = connection.Command("""
            SELECT key FROM entity WHERE monitor = (SELECT id FROM monitor WHERE sha256(name) = sha256($1))
            AND key > $2 AND (length($3) = 0 OR position($3 IN key) > 0) ORDER BY key LIMIT $4
            """, Sql.Name(monitor), Sql.Name(after), Sql.Name(text), Sql.Int32(max));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            keys.Add(StoredText.Read(reader.GetFieldValue<byte[]>(0)));
        }

        return keys;
    });

    /// <summary>The entity behind a row of the monitor, 0 for the first; null behind the last.</summary>
    public (long Row, string Key)? Next(string monitor, long after) => server.Use<(long, string)?>(connection =>
    {
        using NpgsqlCommand command = connection.Command("""
            SELECT id, key FROM entity WHERE monitor = (SELECT id FROM monitor WHERE sha256(name) = sha256($1)) AND id > $2 ORDER BY id LIMIT 1
            """, Sql.Name(monitor), Sql.Int64(after));
        using NpgsqlDataReader reader = command.ExecuteReader();
        return reader.Read() ? (reader.GetInt64(0), StoredText.Read(reader.GetFieldValue<byte[]>(1))) : null;
    });

    public IReadOnlyList<VersionRecord> Read(long row, string key) => server.UseView(view =>
    {
        var merge = new VersionMerge(key, (byte[])view.Scalar("SELECT state FROM entity WHERE id = $1", Sql.Int64(row))!);
        AddTrainings(view, row, merge);
        AddModels(view, row, merge);
        return merge.ToList();
    });

    private static void AddTrainings(NpgsqlConnection view, long row, VersionMerge merge)
    {
        using NpgsqlCommand command = view.Command("""
            SELECT version, verdict, trained_through, rows, error, champion_error, champion_version, detail, written, model IS NOT NULL, curves
            FROM training WHERE entity = $1 ORDER BY version
            """, Sql.Int64(row));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            merge.AddTraining(
                reader.GetInt32(0),
                Enum.Parse<TrainingVerdict>(reader.GetString(1)),
                reader.IsDBNull(2) ? null : reader.GetInt64(2),
                reader.IsDBNull(3) ? null : reader.GetInt32(3),
                reader.IsDBNull(4) ? null : reader.GetFloat(4),
                reader.IsDBNull(5) ? null : reader.GetFloat(5),
                reader.IsDBNull(6) ? null : reader.GetInt32(6),
                StoredText.Read(reader.GetFieldValue<byte[]>(7)),
                StoreTime.FromUnixTicks(reader.GetInt64(8)),
                reader.GetBoolean(9),
                reader.IsDBNull(10) ? null : LossCurves.Read(reader.GetFieldValue<byte[]>(10)));
        }
    }

    private static void AddModels(NpgsqlConnection view, long row, VersionMerge merge)
    {
        using NpgsqlCommand command = view.Command("SELECT from_sequence, model, request FROM model WHERE entity = $1 ORDER BY id", Sql.Int64(row));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            merge.AddModel(
                EntityModelCodec.Read(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(0), reader.IsDBNull(2) ? null : reader.GetInt64(2));
        }
    }
}
