/** Elements that are no rows stay in memory. */
const maxNodes = 200_000;

export interface SizeFault {
  readonly code: string;
  readonly text: { readonly en: string; readonly zh: string };
}

/** Counts the elements of a document, and the fields of its table before room is made for its rows. */
export class DocumentSize {
  readonly #maxFields: number;
  #nodes = 0;
  #fields = 0;

  constructor(maxFields = 10_000) {
    this.#maxFields = maxFields;
  }

  /** What is wrong when this element is too many. */
  add(name: string): SizeFault | undefined {
    this.#nodes++;
    if (name === 'TABLE') this.#fields = 0;
    if (name === 'FIELD') this.#fields++;
    if (this.#fields > this.#maxFields) {
      const text = {
        en: `The table has more than ${this.#maxFields} columns.`,
        zh: `该表超过 ${this.#maxFields} 列。`,
      };
      return { code: 'VOTABLE-FIELDS', text };
    }
    if (this.#nodes <= maxNodes) return undefined;
    const text = {
      en: `The document has more than ${maxNodes} elements beside its rows.`,
      zh: `除数据行外，该文档的元素超过 ${maxNodes} 个。`,
    };
    return { code: 'VOTABLE-ELEMENTS', text };
  }
}
