import { makeStyles } from '@fluentui/react-components';

const useStyles = makeStyles({
  table: {
    position: 'absolute',
    width: '1px',
    height: '1px',
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
});

interface ChartTableProps {
  caption: string;
  columns: readonly string[];
  /** Cells as text; the first heads its row. */
  rows: readonly (readonly string[])[];
}

/** What a chart shows, for people who do not see it. */
export function ChartTable({ caption, columns, rows }: ChartTableProps) {
  return (
    <div className={useStyles().table}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([head, ...cells]) => (
            <tr key={head}>
              <th scope="row">{head}</th>
              {cells.map((cell, index) => (
                <td key={columns[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
