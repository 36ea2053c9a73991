namespace StreamAe.Monitoring.Observations;

/// <summary>Why a record was set aside; the count of each is a metric.</summary>
public enum DeadLetterReason
{
    /// <summary>The bytes are no text of the expected format: not UTF-8, an open quote, a truncated archive.</summary>
    Malformed,

    /// <summary>More or fewer fields than the header names.</summary>
    ColumnCount,

    /// <summary>The entity key is empty or too long.</summary>
    Entity,

    /// <summary>The event time is missing or no time.</summary>
    Time,

    /// <summary>A field is present but no number, or ±∞, or beyond the range of a 32-bit float.</summary>
    Value,

    /// <summary>Not one usable value in the row.</summary>
    NoValues,

    /// <summary>The label is neither 0 nor 1.</summary>
    Label,

    /// <summary>The record is larger than the limit.</summary>
    TooLarge,

    /// <summary>Event time before the entity's previous one.</summary>
    Late,

    /// <summary>The same event time as the entity's previous one, in a monitor that does not allow it.</summary>
    RepeatedTime,

    /// <summary>The entity was seen before with other channels.</summary>
    SchemaChanged,
}
