namespace StreamAe.Monitoring.Files;

/// <summary>What <see cref="CsvRecordReader.Next"/> came upon.</summary>
internal enum CsvRecordStatus
{
    /// <summary>A record, possibly an empty line.</summary>
    Record,

    /// <summary>A quote inside an unquoted field, or text after a closing quote.</summary>
    StrayQuote,

    /// <summary>The text ends inside a quoted field.</summary>
    OpenQuote,

    /// <summary>The record is longer than the limit.</summary>
    TooLarge,

    /// <summary>The text cannot be read further: a damaged archive, a failing disk. An incomplete record before it is given up.</summary>
    Broken,

    /// <summary>Cancellation was asked for; nothing was consumed.</summary>
    Cancelled,

    /// <summary>The text is complete.</summary>
    End,
}
