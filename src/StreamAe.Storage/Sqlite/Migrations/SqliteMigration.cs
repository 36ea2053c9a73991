namespace StreamAe.Storage.Sqlite.Migrations;

/// <summary>What leads from one version of the store to the next. A new store runs all of them: there is one way to every version.</summary>
/// <param name="Version">That it leads to.</param>
/// <param name="Gives">What the version brings, for whoever watches.</param>
/// <param name="Sql">Statements; <c>?now</c> stands for the present time in ticks since 1970.</param>
internal sealed record SqliteMigration(long Version, string Gives, string Sql)
{
    /// <summary>In order, without a gap.</summary>
    public static IReadOnlyList<SqliteMigration> All { get; } =
    [
        Version1.Migration, Version2.Migration, Version3.Migration, Version4.Migration, Version5.Migration, Version6.Migration,
        Version7.Migration, Version8.Migration,
    ];
}
