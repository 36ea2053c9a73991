namespace StreamAe.Orleans.Wire;

/// <summary>What became of rows that were sent to an entity.</summary>
internal enum RowsStatus : byte
{
    /// <summary>They were judged.</summary>
    Judged = 1,

    /// <summary>The entity is not in memory as the rows before left it, and what they left is not durable yet: send them again once it is.</summary>
    Stale = 2,

    /// <summary>The silo has not seen these channels yet: send the rows again, with them.</summary>
    NeedsSchema = 3,

    /// <summary>Nobody waits for these rows any more; nothing was done with them.</summary>
    Abandoned = 4,

    /// <summary>The silo does not have the cohort's model that the rows find, and cannot get it for now: send them again.</summary>
    NeedsCohort = 5,
}
