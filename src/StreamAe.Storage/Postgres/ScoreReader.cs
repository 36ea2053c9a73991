using Npgsql;
using StreamAe.Storage.Scores;

namespace StreamAe.Storage.Postgres;

/// <summary>Reads scores, a short statement a blob: nothing stays open while they are enumerated.</summary>
internal sealed class ScoreReader(Server server) : IScoreBlobs
{
    public long? Find(string monitor, string entity) => server.Use(connection => (long?)connection.Scalar("""
        SELECT entity.id FROM entity JOIN monitor ON monitor.id = entity.monitor WHERE sha256(name) = sha256($1) AND key = $2
        """, Sql.Name(monitor), Sql.Name(entity)));

    public (long Id, List<ScoreBlob.Row> Rows)? Next(string monitor, long after, long from, long to) =>
        server.Use<(long, List<ScoreBlob.Row>)?>(connection =>
        {
            using NpgsqlCommand command = connection.Command("""
                SELECT id, scores FROM score WHERE monitor = (SELECT id FROM monitor WHERE sha256(name) = sha256($1))
                AND id > $2 AND last >= $3 AND first < $4 ORDER BY id LIMIT 1
                """, Sql.Name(monitor), Sql.Int64(after), Sql.Int64(from), Sql.Int64(to));
            using NpgsqlDataReader reader = command.ExecuteReader();
            return reader.Read() ? (reader.GetInt64(0), ScoreBlob.Read(reader.GetFieldValue<byte[]>(1))) : null;
        });

    public void AddKeys(IEnumerable<long> entities, Dictionary<long, string> keys)
    {
        List<long> missing = [.. entities.Where(e => !keys.ContainsKey(e)).Distinct()];
        if (missing.Count == 0)
        {
            return;
        }

        server.Use(connection =>
        {
            using NpgsqlCommand command = connection.Command("SELECT id, key FROM entity WHERE id = ANY($1)", Sql.Array(missing));
            using NpgsqlDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                keys[reader.GetInt64(0)] = StoredText.Read(reader.GetFieldValue<byte[]>(1));
            }

            return true;
        });
        if (missing.FindIndex(e => !keys.ContainsKey(e)) is int gone and >= 0)
        {
            throw new InvalidDataException(
                $"{server.Name} is damaged: scores name entity {missing[gone]}, which is not there. Restore it from a copy.");
        }
    }
}
