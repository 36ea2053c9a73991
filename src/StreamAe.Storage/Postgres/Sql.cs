using Npgsql;
using NpgsqlTypes;

namespace StreamAe.Storage.Postgres;

/// <summary>Statements with positional parameters. Prepared by the provider once they have come twice.</summary>
internal static class Sql
{
    public static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
#pragma warning disable CA2100 // Constants of this project; values are parameters.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (NpgsqlParameter parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public static int Execute(this NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        using NpgsqlCommand command = connection.Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first value; null where there is no row or it is null.</summary>
    public static object? Scalar(this NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        using NpgsqlCommand command = connection.Command(sql, parameters);
        return command.ExecuteScalar() is object value and not DBNull ? value : null;
    }

    public static NpgsqlParameter Int64(long value) => new NpgsqlParameter<long> { TypedValue = value };

    public static NpgsqlParameter Int64(long? value) => new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlParameter Int32(int value) => new NpgsqlParameter<int> { TypedValue = value };

    public static NpgsqlParameter Text(string value) => new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    public static NpgsqlParameter Bytes(byte[] value) => new NpgsqlParameter<byte[]> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Bytea };

    public static NpgsqlParameter Name(string value) => Bytes(StoredText.Write(value));

    public static NpgsqlParameter NameOrNull(string? value) => OrNull(value is null ? null : StoredText.Write(value), NpgsqlDbType.Bytea);

    public static NpgsqlParameter OrNull(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    public static NpgsqlParameter Uuid(Guid value) => new NpgsqlParameter<Guid> { TypedValue = value };

    /// <summary>An array; the list is read when the statement runs.</summary>
    public static NpgsqlParameter Array(List<long> values) => Array(values, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Array(List<int> values) => Array(values, NpgsqlDbType.Integer);

    public static NpgsqlParameter Array(List<string> values) => Array(values, NpgsqlDbType.Text);

    public static NpgsqlParameter Array(List<byte[]> values) => Array(values, NpgsqlDbType.Bytea);

    public static NpgsqlParameter Array(List<ReadOnlyMemory<byte>> values) => Array(values, NpgsqlDbType.Bytea);

    private static NpgsqlParameter<T> Array<T>(T values, NpgsqlDbType element) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };
}
