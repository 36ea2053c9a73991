using StreamAe.Monitoring.Definitions.Keys;

namespace StreamAe.Host.Configuration;

/// <summary>The table of all keys of the store; defaults are those of the store records.</summary>
internal static class StoreKeys
{
    private const string SqliteKind = "sqlite";
    private const string PostgresKind = "postgresql";

    /// <summary>PostgreSQL cuts longer names without a word.</summary>
    private const int LongestSchema = 63;

    private static DurationForm Retention { get; } = new(TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));

    public static KindForm<StoreDraft, StoreConfiguration> Form { get; } = new(
        new MappingForm<StoreDraft>(
            new StoreDraft(),
            [
                new TypedKey<StoreDraft, string>(
                    "kind", new ChoiceForm<string>((SqliteKind, SqliteKind), (PostgresKind, PostgresKind)), s => s.Kind, (s, v) => s with { Kind = v })
                {
                    IsRequired = true,
                    Summary = "A file in the data folder, or a database that several processes may share",
                },
                new TypedKey<StoreDraft, SecretText?>(
                    "connection", new OptionalForm<SecretText>(new SecretTextForm(10_000)), s => s.Connection, (s, v) => s with { Connection = v })
                {
                    Summary = "Npgsql's connection string; ${env:NAME} and ${file:PATH} in it are put in",
                },
                new TypedKey<StoreDraft, string>("schema", new TextForm(LongestSchema, identifier: true), s => s.Schema, (s, v) => s with { Schema = v })
                {
                    Summary = "The schema of the tables; made where it does not exist",
                },
                new TypedKey<StoreDraft, string?>(
                    "instance", new OptionalForm<string>(SharedForms.Identifier), s => s.Instance, (s, v) => s with { Instance = v })
                {
                    Summary = "This process among those that share the schema; left out, the name of the machine",
                },
                new TypedKey<StoreDraft, TimeSpan?>("keepScores", SharedForms.OrWord("none", Retention), s => s.KeepScores, (s, v) => s with { KeepScores = v })
                {
                    Summary = "How long the score of every observation is kept, for streamae thresholds preview: about 15 bytes each, so a thousand a second "
                        + "for 7d are 9 GB",
                },
                new TypedKey<StoreDraft, TimeSpan?>("keepAlerts", SharedForms.OrWord("forever", Retention), s => s.KeepAlerts, (s, v) => s with { KeepAlerts = v })
                {
                    Summary = "How long an alert is kept once every sink has it",
                },
            ]),
        [
            new KindRule(SqliteKind, [], []),
            new KindRule(PostgresKind, [("connection", "\"Host=localhost;Username=streamae;Password=${env:STREAMAE_DB_PASSWORD}\"")], ["schema", "instance"]),
        ],
        draft => draft.Kind,
        draft => (draft.Kind == SqliteKind
            ? (StoreConfiguration)new SqliteStoreConfiguration()
            : new PostgresStoreConfiguration { Connection = draft.Connection!, Schema = draft.Schema, Instance = draft.Instance })
            with
        {
            KeepScores = draft.KeepScores,
            KeepAlerts = draft.KeepAlerts,
        },
        store => (store is PostgresStoreConfiguration postgres
            ? new StoreDraft { Kind = PostgresKind, Connection = postgres.Connection, Schema = postgres.Schema, Instance = postgres.Instance }
            : new StoreDraft { Kind = SqliteKind })
            with
        {
            KeepScores = store.KeepScores,
            KeepAlerts = store.KeepAlerts,
        });
}
