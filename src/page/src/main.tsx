import { render } from "preact";
import { App } from "./app";
import { Book } from "./book";
import { readHeld } from "./held";
import "./style.css";
import { setMoney } from "./words";

const page = document.getElementById("page")!;
const book = new Book(await readHeld());
setMoney(book.report.money);
// The plain page stays until there is something to put in its place.
page.replaceChildren();
render(<App book={book} />, page);
