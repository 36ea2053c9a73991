namespace StreamAe.Orleans.Wire;

/// <summary>What an entity must know to take rows in at the right place of its history.</summary>
/// <param name="Runtime">Who reads the source. Where it is another than before, what is stored counts, not what is in memory.</param>
/// <param name="Number">Of the rows' poll: rises with the polls of the runtime, from 1. A poll has an entity's rows in one call.</param>
/// <param name="Previous">Of the poll of the entity's rows before these, of the same runtime; 0 where it begins from the store.</param>
/// <param name="IsPreviousDurable">Whether the store has what those rows left.</param>
/// <param name="Schema">Tells the rows' channels from others.</param>
/// <param name="CohortVersion">Of the cohort's model that the rows find; 0 for none.</param>
/// <param name="Options">How they are judged.</param>
internal readonly record struct RowsHead(
    Guid Runtime, long Number, long Previous, bool IsPreviousDurable, ulong Schema, int CohortVersion, RowsOptions Options);
