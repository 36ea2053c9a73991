namespace StreamAe.Orleans.Wire;

/// <summary>How rows are judged.</summary>
[Flags]
internal enum RowsOptions : byte
{
    None = 0,

    /// <summary>Trainings that are due happen between the rows.</summary>
    TrainsInline = 1,

    /// <summary>Trainings that are due are handed to the silo's worker.</summary>
    TrainsInBackground = 2,

    /// <summary>Every verdict names the features that contributed most, not only the anomalous ones.</summary>
    ExplainsAll = 4,

    /// <summary>The changed state comes back with the verdicts.</summary>
    NeedsState = 8,
}
